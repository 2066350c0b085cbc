// Signals, as bytes in a pipe.
//
// A signal handler may interrupt any line of the program, so it may do next to nothing: not lock,
// not allocate, not log (signal-safety(7)). Ours writes the signal's number into a pipe; the loop
// reads it like any other input. A signal that stops is caught once, then its default action is
// back: the first Ctrl-C asks the program to end, the second one ends it, even if the loop is
// stuck.
#pragma once

#include <signal.h>

#include <optional>
#include <utility>
#include <vector>

#include "loop/os/fd.hpp"

namespace kit {

/// At most one at a time in a process.
class SignalPipe {
 public:
  /// Throws OSError, or std::runtime_error when there is one already.
  SignalPipe();
  /// Restores the actions that were there before.
  ~SignalPipe();
  SignalPipe(const SignalPipe&) = delete;
  SignalPipe& operator=(const SignalPipe&) = delete;

  /// From now on, the next `signal` is caught. Throws OSError for one that cannot be.
  void catch_once(int signal);
  /// From now on, each `signal` is caught.
  void catch_each(int signal);

  /// Readable when a signal came.
  int fd() const noexcept { return read_end_.get(); }

  /// The oldest one not taken yet, or none. Never waits.
  std::optional<int> take();

 private:
  void handle(int signal, int flags);

  Fd read_end_;
  Fd write_end_;
  std::vector<std::pair<int, struct sigaction>> before_;  // what each signal did before
};

/// Writing to a closed pipe shall be an error (EPIPE), not the end of the program.
void ignore_sigpipe();

}  // namespace kit
