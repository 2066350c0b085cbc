// Running other programs: builds, tests, servers.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "tools/course/text.hpp"

namespace kit::course {

struct CommandResult {
  int status = -1;         // what it gave to exit(3); -1 if a signal ended it
  int signal = 0;          // 0 if none did
  bool timed_out = false;  // then it was killed
  std::string output;      // stdout and stderr, as they came
  bool ok() const { return status == 0 && !timed_out; }
};

/// Runs a program until it ends, with nothing on its stdin, in a process group of its own, which
/// is killed after `limit`. Throws CourseError if it cannot be started.
CommandResult run_command(const std::vector<std::string>& command, std::chrono::seconds limit);

/// Becomes this program. Returns only by throwing CourseError.
[[noreturn]] void become(const std::vector<std::string>& command);

}  // namespace kit::course
