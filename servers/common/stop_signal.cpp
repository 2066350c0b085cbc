#include "servers/common/stop_signal.hpp"

#include <signal.h>

#include <optional>

#include "loop/observe/log.hpp"

namespace kit {

void catch_stop_signals(SignalPipe& signals) {
  signals.catch_once(SIGINT);
  signals.catch_once(SIGTERM);
}

void let_next_signal_end(SignalPipe& signals) {
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGTERM, SIG_DFL);
  // The second one may have come before its default action was back, and another signal before it.
  std::optional<int> other;
  while (const std::optional<int> next = signals.take()) {
    if (*next == SIGINT || *next == SIGTERM) ::raise(*next);
    other = next;
  }
  if (other) ::raise(*other);  // back into the pipe
  log(LogLevel::info, "stopping: a second signal ends the program at once");
}

bool take_stop_signal(SignalPipe& signals) {
  if (!signals.take()) return false;
  let_next_signal_end(signals);
  return true;
}

}  // namespace kit
