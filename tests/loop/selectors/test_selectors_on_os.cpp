// What only the system's selectors have: numbers that do not fit, signals, a choice by name.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/errors.hpp"
#include "loop/event_loop.hpp"
#include "loop/os/fd.hpp"
#include "loop/os/net.hpp"
#include "loop/selectors/selector.hpp"
#include "tests/support/descriptors.hpp"
#include "tests/support/net_bench.hpp"
#include "tests/support/pairs.hpp"

using namespace kit;
using namespace std::chrono_literals;
using test::close_both;
using test::make_pair;
using test::ManyDescriptors;

namespace {

/// Interrupts whatever this process waits in, every millisecond.
class Interruptions {
 public:
  Interruptions() {
    struct sigaction action {};
    action.sa_handler = [](int) {};
    ::sigaction(SIGALRM, &action, &before_);
    const itimerval every_millisecond{{0, 1000}, {0, 1000}};
    ::setitimer(ITIMER_REAL, &every_millisecond, nullptr);
  }
  Interruptions(const Interruptions&) = delete;
  Interruptions& operator=(const Interruptions&) = delete;
  ~Interruptions() {
    const itimerval off{};
    ::setitimer(ITIMER_REAL, &off, nullptr);
    ::sigaction(SIGALRM, &before_, nullptr);
  }

 private:
  struct sigaction before_ {};
};

/// Sends until the system takes no more.
void fill(int fd) {
  while (os_net().send(fd, std::string(4096, 'x')).is_ok()) continue;
}

}  // namespace

TEST_CASE("Q05: a signal ends the wait early and empty, and is no error") {
  const Interruptions interruptions;
  for (const std::string& name : available_selectors()) {
    CAPTURE(name);
    const auto selector = make_selector(name);
    const std::array<int, 2> pair = make_pair(os_net());
    selector->register_fd(pair[0], event_read);
    CHECK(selector->select(std::nullopt).empty());  // would wait for ever
    CHECK(selector->select(1h).empty());
    selector->close();
    close_both(os_net(), pair);
  }
}

TEST_CASE("Q05: signals do not make a loop's timers early") {
  const Interruptions interruptions;
  for (const std::string& name : available_selectors()) {
    CAPTURE(name);
    EventLoop loop(make_selector(name));
    const TimePoint start = loop.time();
    loop.call_later(5ms, [&] { loop.stop(); });
    loop.run_forever();
    CHECK(loop.time() - start >= 5ms);
  }
}

TEST_CASE("Q08: descriptors of 1024 and more work, or are refused cleanly by select") {
  const ManyDescriptors many;
  const std::array<int, 2> pair = make_pair(os_net());
  const Fd high(::fcntl(pair[0], F_DUPFD_CLOEXEC, 1500));
  if (!high) {
    MESSAGE("not tested: this system allows no descriptor of 1500");
    return close_both(os_net(), pair);
  }
  REQUIRE(os_net().send(pair[1], "x").is_ok());
  for (const std::string& name : available_selectors()) {
    CAPTURE(name);
    const auto selector = make_selector(name);
    if (name == "select") {
      CHECK_THROWS_AS(selector->register_fd(high.get(), event_read), std::invalid_argument);
      CHECK_THROWS_AS(selector->get_key(high.get()), std::out_of_range);
      CHECK(selector->select(0s).empty());
      selector->register_fd(pair[0], event_read);
      CHECK(selector->select(0s).size() == 1);  // as good as before
    } else {
      selector->register_fd(high.get(), event_read, 9);
      const auto ready = selector->select(0s);
      REQUIRE(ready.size() == 1);
      CHECK(ready[0].fd == high.get());
      CHECK(ready[0].data == 9);
    }
  }
  close_both(os_net(), pair);
}

TEST_CASE("Q08: the last number that fits into select, 1023, works") {
  const ManyDescriptors many;
  const std::array<int, 2> pair = make_pair(os_net());
  const Fd last(::fcntl(pair[0], F_DUPFD_CLOEXEC, 1023));
  if (last.get() != 1023) {
    MESSAGE("not tested: descriptor 1023 is taken or not allowed");
    return close_both(os_net(), pair);
  }
  const auto selector = make_selector("select");
  selector->register_fd(last.get(), event_read | event_write);
  const auto ready = selector->select(0s);
  REQUIRE(ready.size() == 1);
  CHECK(ready[0].events == event_write);
  close_both(os_net(), pair);
}

#ifdef __linux__
TEST_CASE("Q08: epoll refuses the numbers that it has no room for, which no descriptor can have") {
  const auto selector = make_selector("epoll");
  for (const int fd : {1 << 29, (1 << 29) + 1, 1 << 30, INT_MAX}) {
    CAPTURE(fd);
    try {
      selector->register_fd(fd, event_read);
      FAIL_CHECK("not refused");
    } catch (const OSError& error) {
      CHECK(error.error_number() == EBADF);
      CHECK(std::string(error.what()).find(std::to_string(fd)) != std::string::npos);
    }
    CHECK_THROWS_AS(selector->get_key(fd), std::out_of_range);
  }
  // A number that fits and is not there: the system's own answer.
  CHECK_THROWS_AS(selector->register_fd((1 << 29) - 1, event_read), OSError);
  CHECK(selector->get_map().empty());
}
#endif

TEST_CASE("Q07: select and poll wake the owner of a descriptor that was closed too early") {
  for (const char* name : {"select", "poll"}) {
    CAPTURE(name);
    const auto selector = make_selector(name);
    const auto pair = make_pair(os_net());
    const auto other = make_pair(os_net());
    selector->register_fd(pair[0], event_read, 7);
    selector->register_fd(other[0], event_read, 8);
    close_both(os_net(), pair);
    const auto ready = selector->select(0s);
    REQUIRE(ready.size() == 1);
    CHECK(ready[0].fd == pair[0]);
    CHECK(ready[0].data == 7);
    selector->unregister(pair[0]);
    CHECK(selector->select(0s).empty());
    close_both(os_net(), other);
  }
}

TEST_CASE("selectors: urgent data does not pass for writability: a loop would spin over it") {
  test::NetBench bench(false);
  for (const std::string& name : available_selectors()) {
    CAPTURE(name);
    test::Line line(bench);
    fill(line.server);
    REQUIRE(::send(line.client, "!", 1, MSG_OOB) == 1);
    pollfd urgent{.fd = line.server, .events = POLLPRI, .revents = 0};
    REQUIRE(::poll(&urgent, 1, -1) == 1);
    const auto selector = make_selector(name);
    selector->register_fd(line.server, event_write);
    // What is on its way to the peer makes room now and then, but not for ever.
    bool quiet = false;
    for (int i = 0; i < 10'000 && !quiet; ++i) {
      fill(line.server);
      quiet = selector->select(0s).empty();
    }
    CHECK(quiet);
    selector->close();
  }
}

TEST_CASE("make_selector: every name that is offered works, and says what it is") {
  const std::vector<std::string> names = available_selectors();
  for (const std::string& name : names) CHECK(make_selector(name)->name() == name);
  CHECK(make_selector()->name() == names.front());
  CHECK(make_selector("auto")->name() == names.front());
  for (const char* everywhere : {"poll", "select"})
    CHECK(std::count(names.begin(), names.end(), everywhere) == 1);
}

TEST_CASE("make_selector: other names are refused, and the message lists those there are") {
  for (const std::string name : {"", "Epoll", "iocp", "kqueue", "epoll"}) {
    const std::vector<std::string> names = available_selectors();
    if (std::count(names.begin(), names.end(), name) > 0) continue;
    CAPTURE(name);
    try {
      (void)make_selector(name);
      FAIL("made a selector of that name");
    } catch (const std::invalid_argument& error) {
      const std::string what = error.what();
      CAPTURE(what);
      CHECK(what.find("'" + name + "'") != what.npos);
      const bool known = name == "kqueue" || name == "epoll";
      CHECK((what.find("not on this system") != what.npos) == known);
      for (const std::string& each : names) CHECK(what.find(each) != what.npos);
    }
  }
}
