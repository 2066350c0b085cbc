// SignalPipe: signals as bytes that the loop reads.
#include "loop/os/signals.hpp"

#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <stdexcept>
#include <vector>

#include "loop/errors.hpp"
#include "loop/event_loop.hpp"

using namespace kit;

namespace {

using Action = void (*)(int);

Action action_of(int signal) {
  struct sigaction action {};
  REQUIRE(::sigaction(signal, nullptr, &action) == 0);
  return action.sa_handler;
}

int own_handler_calls = 0;
void own_handler(int) { ++own_handler_calls; }

/// Puts an action in place, and the one before back.
class WithAction {
 public:
  WithAction(int signal, Action action) : signal_(signal), before_(::signal(signal, action)) {}
  WithAction(const WithAction&) = delete;
  WithAction& operator=(const WithAction&) = delete;
  ~WithAction() { ::signal(signal_, before_); }

 private:
  int signal_;
  Action before_;
};

}  // namespace

TEST_CASE("SignalPipe: a signal that is caught can be taken, once, in order") {
  SignalPipe pipe;
  pipe.catch_once(SIGUSR1);
  pipe.catch_once(SIGUSR2);
  CHECK_FALSE(pipe.take().has_value());
  ::raise(SIGUSR2);
  ::raise(SIGUSR1);
  CHECK(pipe.take() == SIGUSR2);
  CHECK(pipe.take() == SIGUSR1);
  CHECK_FALSE(pipe.take().has_value());
}

TEST_CASE("SignalPipe: a signal is caught once; then its default action is back") {
  SignalPipe pipe;
  pipe.catch_once(SIGUSR1);
  const bool is_default_before = action_of(SIGUSR1) == SIG_DFL;
  CHECK_FALSE(is_default_before);
  ::raise(SIGUSR1);
  const bool is_default_after = action_of(SIGUSR1) == SIG_DFL;
  CHECK(is_default_after);
  pipe.catch_once(SIGUSR1);  // may be asked for again
  ::raise(SIGUSR1);
  CHECK(pipe.take() == SIGUSR1);
  CHECK(pipe.take() == SIGUSR1);
}

TEST_CASE("SignalPipe: it wakes a loop that waits for ever") {
  SignalPipe pipe;
  pipe.catch_once(SIGUSR1);
  EventLoop loop;
  std::optional<int> taken;
  loop.add_reader(pipe.fd(), [&] {
    taken = pipe.take();
    loop.stop();
  });
  loop.call_soon([] { ::raise(SIGUSR1); });
  loop.run_forever();
  CHECK(taken == SIGUSR1);
  loop.forget(pipe.fd());
}

TEST_CASE("SignalPipe: the interrupted code finds its errno as it was") {
  SignalPipe pipe;
  pipe.catch_once(SIGUSR1);
  // The pipe is full, so the handler's write(2) fails.
  for (int i = 0; i < 100'000; ++i) {
    errno = E2BIG;
    ::raise(SIGUSR1);
    const int left = errno;
    if (left != E2BIG) {
      CHECK(left == E2BIG);
      break;
    }
    pipe.catch_once(SIGUSR1);
  }
  int taken = 0;
  while (pipe.take()) ++taken;
  CHECK(taken > 0);
  CHECK(taken < 100'000);  // it was full indeed
}

TEST_CASE("SignalPipe: the destructor restores the actions that were there before") {
  const WithAction ignored(SIGUSR1, SIG_IGN);
  const WithAction handled(SIGUSR2, own_handler);
  {
    SignalPipe pipe;
    pipe.catch_once(SIGUSR1);
    pipe.catch_once(SIGUSR2);
    pipe.catch_once(SIGUSR2);
    ::raise(SIGUSR1);
  }
  const bool ignored_again = action_of(SIGUSR1) == SIG_IGN;
  const bool handled_again = action_of(SIGUSR2) == own_handler;
  CHECK(ignored_again);
  REQUIRE(handled_again);
  own_handler_calls = 0;
  ::raise(SIGUSR2);
  CHECK(own_handler_calls == 1);
}

TEST_CASE("SignalPipe: one at a time; after it, another") {
  {
    const SignalPipe first;
    CHECK_THROWS_AS(SignalPipe(), std::runtime_error);
  }
  SignalPipe second;
  second.catch_once(SIGUSR1);
  ::raise(SIGUSR1);
  CHECK(second.take() == SIGUSR1);
}

TEST_CASE("SignalPipe: a signal that cannot be caught is an error") {
  SignalPipe pipe;
  CHECK_THROWS_AS(pipe.catch_once(SIGKILL), OSError);
  CHECK_THROWS_AS(pipe.catch_once(-1), OSError);
}

TEST_CASE("ignore_sigpipe: writing to a pipe that nobody reads is EPIPE") {
  const WithAction deadly(SIGPIPE, SIG_DFL);
  ignore_sigpipe();
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  ::close(ends[0]);
  CHECK(::write(ends[1], "x", 1) == -1);
  CHECK(errno == EPIPE);
  ::close(ends[1]);
}
