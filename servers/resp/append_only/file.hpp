// LogFile: a file that grows by whole records, or not at all.
//
// Promises: what append() could not write completely is not in the file afterwards. No second
// server writes the same file (flock(2)). Not for two threads at once. Every call may wait for the
// disk.
//
// The file is as long as what is in it. Zeroed space ahead of the end would make each fdatasync(2)
// cheaper, since no new length has to be noted; but after a crash of the machine, blocks of the
// last group could then be missing before others that are there, and no reader of this format could
// tell.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "loop/os/fd.hpp"

namespace kit::resp {

class LogFile {
 public:
  enum class Begin { as_it_is, empty };

  /// Opens the file for reading and writing, and makes it if it is not there. Throws
  /// std::runtime_error, which names the file and what to do.
  LogFile(std::string path, Begin begin);
  virtual ~LogFile() = default;
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  const std::string& path() const noexcept { return path_; }
  int fd() const noexcept { return fd_.get(); }
  std::uint64_t size() const noexcept { return size_; }  // bytes

  /// All of it, or nothing and an OSError.
  void append(std::string_view bytes);
  /// All that was appended is on the disk. Throws OSError: then nobody knows what is.
  void sync();
  /// Drops what stands behind `size`. Throws OSError.
  void cut_off(std::uint64_t size);
  /// Somebody has renamed it.
  void set_path(std::string path) { path_ = std::move(path); }

 protected:
  // The system calls, for tests that let them fail: -1 and errno.
  virtual ssize_t write_at(std::string_view bytes, std::uint64_t offset);
  virtual int sync_data();

 private:
  std::string path_;
  Fd fd_;
  std::uint64_t size_ = 0;
};

/// Puts the file called `from` in the place of the one called `to`, at one instant. Throws OSError.
void rename_file(const std::string& from, const std::string& to);
/// Makes names in the folder of `path` last: a new file, or one that was renamed. Throws OSError.
void sync_folder(const std::string& path);

}  // namespace kit::resp
