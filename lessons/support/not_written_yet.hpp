// What stands in a starter where the reader's lines will stand.
#pragma once

#include <unistd.h>

#include <cstdio>

namespace kit {

/// Ends the program, so that it works where nothing may be thrown; with a status of its own, so
/// that nobody takes it for a crash.
[[noreturn]] inline void not_written_yet(const char* exercise) {
  constexpr int status = 77;
  std::fprintf(stderr, "not written yet: %s\n", exercise);
  std::fflush(stderr);
  ::_exit(status);
}

}  // namespace kit
