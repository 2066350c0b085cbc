#include "loop/os/signals.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <stdexcept>
#include <string>

#include "loop/errors.hpp"

namespace kit {
namespace {

std::atomic<int> pipe_for_signals{-1};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler must not lock");

void write_number(int signal) {
  const int saved_errno = errno;  // the interrupted code may be about to look at it
  const auto number = static_cast<unsigned char>(signal);
  [[maybe_unused]] const ssize_t written = ::write(pipe_for_signals.load(), &number, 1);
  errno = saved_errno;
}

/// Returns the action that was there before.
struct sigaction set_action(int signal, void (*action)(int), int flags) {
  struct sigaction what {};
  struct sigaction before {};
  what.sa_handler = action;
  what.sa_flags = flags;
  sigemptyset(&what.sa_mask);
  if (::sigaction(signal, &what, &before) != 0)
    throw_os_error(errno, "sigaction for signal " + std::to_string(signal));
  return before;
}

}  // namespace

SignalPipe::SignalPipe() {
  if (pipe_for_signals.load() >= 0)
    throw std::runtime_error("signals go to another SignalPipe already");
  std::array<int, 2> ends;
  if (::pipe(ends.data()) != 0) throw_os_error(errno, "pipe for signals");
  read_end_ = Fd(ends[0]);
  write_end_ = Fd(ends[1]);
  for (const int fd : ends) {
    set_nonblocking(fd);
    set_close_on_exec(fd);
  }
  pipe_for_signals = write_end_.get();
}

SignalPipe::~SignalPipe() {
  for (const auto& [signal, action] : before_) ::sigaction(signal, &action, nullptr);
  pipe_for_signals = -1;
}

void SignalPipe::catch_once(int signal) {
  handle(signal, SA_RESTART | static_cast<int>(SA_RESETHAND));
}

void SignalPipe::catch_each(int signal) { handle(signal, SA_RESTART); }

void SignalPipe::handle(int signal, int flags) {
  const struct sigaction before = set_action(signal, write_number, flags);
  const bool again = std::any_of(before_.begin(), before_.end(),
                                 [signal](const auto& known) { return known.first == signal; });
  if (!again) before_.emplace_back(signal, before);
}

std::optional<int> SignalPipe::take() {
  unsigned char number = 0;
  ssize_t count = 0;
  do {
    count = ::read(read_end_.get(), &number, 1);
  } while (count < 0 && errno == EINTR);
  if (count != 1) return std::nullopt;
  return number;
}

void ignore_sigpipe() { set_action(SIGPIPE, SIG_IGN, 0); }

}  // namespace kit
