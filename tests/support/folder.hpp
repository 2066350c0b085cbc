// A folder for the files of one test.
#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>

#include "loop/errors.hpp"

namespace kit::test {

/// Empty at first, and removed with all that is in it. In /tmp, whose name is short: the path of a
/// Unix socket has about a hundred bytes.
class Folder {
 public:
  Folder() {
    std::string name = "/tmp/kit-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw_os_error(errno, "mkdtemp " + name);
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  /// The path of a file in it.
  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  std::string path_;
};

}  // namespace kit::test
