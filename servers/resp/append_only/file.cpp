#include "servers/resp/append_only/file.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "loop/errors.hpp"
#include "servers/resp/append_only/groups.hpp"

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

/// What is reserved at once: a quarter of the file, but at least and at most so many bytes.
constexpr std::size_t least_reserve = 2 * 1024 * 1024;
constexpr std::size_t most_reserve = 8 * 1024 * 1024;

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
  size_ = reserved_ = static_cast<std::uint64_t>(about.st_size);
  try {
    if (begin == Begin::empty) cut_off(0);
    if (size_ == 0) sync_folder(path_);
  } catch (const OSError& error) {
    refuse(path_, error.error_number());
  }
}

LogFile::~LogFile() { release(); }

void LogFile::append(std::string_view bytes) {
  release();
  if (grouped_) {
    append_or_cut_off(plain_line);
    grouped_ = false;
  }
  append_or_cut_off(bytes);
}

void LogFile::append_group(std::string_view bytes) {
  const std::string header = group_header(bytes);
  if (!grouped_) {
    // On the disk before the first group is: from here on, what is not whole is the last thing.
    append_or_cut_off(group_header({}));
    sync();
    grouped_ = true;
  }
  reserve(header.size() + bytes.size());
  std::string group;
  group.reserve(header.size() + bytes.size());
  append_or_cut_off(group.append(header).append(bytes));
}

void LogFile::append_or_cut_off(std::string_view bytes) {
  if (const int error = write_all(bytes, size_); error != 0) {
    reserved_ = std::max(reserved_, size_ + bytes.size());
    release();
    throw_os_error(error, "write of '" + path_ + "'");
  }
  size_ += bytes.size();
  reserved_ = std::max(reserved_, size_);
}

/// Returns 0 or errno.
int LogFile::write_all(std::string_view bytes, std::uint64_t offset) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t written = write_at(bytes.substr(done), offset + done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (written == 0) return ENOSPC;
    done += static_cast<std::size_t>(written);
  }
  return 0;
}

/// If there is no space for more than is needed: what is needed may still fit.
void LogFile::reserve(std::size_t more) {
  if (size_ + more <= reserved_) return;
  if (more > most_reserve) return release();
  const std::size_t ahead = std::clamp<std::size_t>(size_ / 4, least_reserve, most_reserve);
  const std::string zeros(more + ahead, '\0');
  const int error = write_all(zeros, size_);
  reserved_ = size_ + zeros.size();
  if (error != 0) release();
}

/// If it fails: the next start cuts off what is no command.
void LogFile::release() noexcept {
  if (reserved_ == size_) return;
  (void)::ftruncate(fd_.get(), static_cast<off_t>(size_));
  reserved_ = size_;
}

void LogFile::sync() {
  if (sync_data() < 0) fail("sync", path_);
}

void LogFile::cut_off(std::uint64_t size) {
  if (::ftruncate(fd_.get(), static_cast<off_t>(size)) < 0) fail("truncate", path_);
  size_ = reserved_ = size;
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
