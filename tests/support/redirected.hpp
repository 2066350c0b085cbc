// A standard stream that the test reads.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include "loop/os/fd.hpp"
#include "tests/support/stuck_pipe.hpp"

namespace kit::test {

/// Sends descriptor 1 or 2 into a pipe, as long as it lives.
class Redirected {
 public:
  explicit Redirected(int fd) : fd_(fd), before_(duplicate(fd)) {
    REQUIRE(::dup2(pipe.write_end(), fd_) == fd_);
  }
  Redirected(const Redirected&) = delete;
  Redirected& operator=(const Redirected&) = delete;
  ~Redirected() { ::dup2(before_.get(), fd_); }

  StuckPipe pipe;

 private:
  int fd_;
  Fd before_;
};

}  // namespace kit::test
