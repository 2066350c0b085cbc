// LogFile: a file that grows by whole records, or not at all.
//
// Promises: what append() could not write completely is not in the file afterwards. No second
// server writes the same file (flock(2)). Not for two threads at once. Every call may wait for the
// disk.
//
// What has to last at once is appended in groups, into zeroed space that is reserved ahead of the
// end; see groups.hpp. The space is cut off when the file is closed. After a crash it is still
// there, and the next start cuts it off; so does redis-check-aof --fix.
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
  /// Cuts off what was reserved.
  virtual ~LogFile();
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  const std::string& path() const noexcept { return path_; }
  int fd() const noexcept { return fd_.get(); }
  /// In bytes, without what is reserved.
  std::uint64_t size() const noexcept { return size_; }

  /// All of it, or nothing and an OSError. Plain, as Redis would write it.
  void append(std::string_view bytes);
  /// The same as a group, into reserved space: sync() then takes less time. May sync by itself.
  void append_group(std::string_view bytes);
  /// Groups stand at its end.
  void set_grouped() noexcept { grouped_ = true; }
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
  int write_all(std::string_view bytes, std::uint64_t offset);
  void append_or_cut_off(std::string_view bytes);
  void release() noexcept;
  void reserve(std::size_t more);

  std::string path_;
  Fd fd_;
  std::uint64_t size_ = 0;
  std::uint64_t reserved_ = 0;  // the file's length; size_ or more
  bool grouped_ = false;        // what stands at its end is a group
};

/// Puts the file called `from` in the place of the one called `to`, at one instant. Throws OSError.
void rename_file(const std::string& from, const std::string& to);
/// Makes names in the folder of `path` last: a new file, or one that was renamed. Throws OSError.
void sync_folder(const std::string& path);

}  // namespace kit::resp
