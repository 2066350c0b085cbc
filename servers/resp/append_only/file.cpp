#include "servers/resp/append_only/file.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "loop/errors.hpp"

namespace kit::resp {
namespace {

std::string_view advice_for(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
      return " (make the file and its folder writable, or choose another --appendonly)";
    case ENOENT:
    case ENOTDIR:
      return " (make its folder, or choose another --appendonly)";
    case EISDIR:
      return " (--appendonly wants a file)";
    case EWOULDBLOCK:
      return " (another server uses it: choose another --appendonly)";
    default:
      return "";
  }
}

[[noreturn]] void refuse(const std::string& path, int error) {
  throw std::runtime_error("cannot open the append-only file '" + path +
                           "': " + std::strerror(error) + std::string(advice_for(error)));
}

[[noreturn]] void fail(const char* call, const std::string& path) {
  throw_os_error(errno, std::string(call) + " of '" + path + "'");
}

Fd open_file(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!fd) refuse(path, errno);
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) < 0) refuse(path, errno);
  return fd;
}

}  // namespace

LogFile::LogFile(std::string path, Begin begin) : path_(std::move(path)), fd_(open_file(path_)) {
  struct stat about {};
  if (::fstat(fd_.get(), &about) < 0) refuse(path_, errno);
  if (!S_ISREG(about.st_mode)) refuse(path_, EISDIR);
  size_ = static_cast<std::uint64_t>(about.st_size);
  try {
    if (begin == Begin::empty) cut_off(0);
    if (size_ == 0) sync_folder(path_);
  } catch (const OSError& error) {
    refuse(path_, error.error_number());
  }
}

void LogFile::append(std::string_view bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t written = write_at(bytes.substr(done), size_ + done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      const int error = written == 0 ? ENOSPC : errno;
      // If not even that works: the next start cuts off what is not whole.
      if (done > 0) (void)::ftruncate(fd_.get(), static_cast<off_t>(size_));
      throw_os_error(error, "write of '" + path_ + "'");
    }
    done += static_cast<std::size_t>(written);
  }
  size_ += bytes.size();
}

void LogFile::sync() {
  if (sync_data() < 0) fail("sync", path_);
}

void LogFile::cut_off(std::uint64_t size) {
  if (::ftruncate(fd_.get(), static_cast<off_t>(size)) < 0) fail("truncate", path_);
  size_ = size;
}

ssize_t LogFile::write_at(std::string_view bytes, std::uint64_t offset) {
  return ::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
}

int LogFile::sync_data() {
#ifdef __APPLE__  // where fsync(2) leaves the bytes in the disk's own memory
  return ::fcntl(fd_.get(), F_FULLFSYNC);
#else
  return ::fdatasync(fd_.get());
#endif
}

void rename_file(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) < 0) fail("rename", from);
}

void sync_folder(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == path.npos ? "." : path.substr(0, slash + 1);
  const Fd fd(::open(folder.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) fail("open", folder);
  if (::fsync(fd.get()) < 0) fail("sync", folder);
}

}  // namespace kit::resp
