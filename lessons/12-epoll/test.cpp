// Lesson 12: the kernel keeps the list, and names only those who are ready.
#include "loop/selectors/epoll.hpp"

#include <doctest/doctest.h>

#ifndef KIT_HAS_EPOLL

TEST_CASE("12.1: this system has no epoll, so there is nothing to write: read kqueue.cpp") {}

#else

#include <fcntl.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "lessons/support/story.hpp"
#include "loop/errors.hpp"
#include "loop/os/fd.hpp"
#include "loop/os/net.hpp"
#include "tests/support/pairs.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;

/// Two connected sockets that close themselves.
struct Line {
  Line() : Line(test::make_pair(os_net())) {}
  explicit Line(const std::array<int, 2>& pair) : server(pair[0]), alice(pair[1]) {}

  void alice_sends(std::string_view bytes) const {
    REQUIRE(os_net().send(alice.get(), bytes).is_ok());
  }
  int fd() const { return server.get(); }

  Fd server;
  Fd alice;
};

/// A pipe, both ends non-blocking.
struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC) == 0);
    out = Fd(ends[0]);
    in = Fd(ends[1]);
  }
  Fd out;  // read here
  Fd in;   // write here
};

/// What the selector says about `fd` now; 0 when it does not name it.
Events ready_events(Selector& selector, int fd) {
  for (const SelectorKey& key : selector.select(0s))
    if (key.fd == fd) return key.events;
  return 0;
}

// ------------------------------------------------------------ 12.1 which operation

TEST_CASE("12.1: what a descriptor is watched for can change") {
  needs("12.2");
  const Line line;
  EpollSelector selector;
  step("a descriptor is registered for reading, and then changed to writing");
  CHECK_NOTHROW(selector.register_fd(line.fd(), event_read));
  CHECK_NOTHROW(selector.modify(line.fd(), event_write));
  CHECK(selector.get_key(line.fd()).events == event_write);
}

TEST_CASE("12.1: who has left may come again") {
  needs("12.2");
  const Line line;
  EpollSelector selector;
  step("a descriptor is registered, unregistered, and registered again");
  CHECK_NOTHROW(selector.register_fd(line.fd(), event_read));
  CHECK_NOTHROW(selector.unregister(line.fd()));
  CHECK_NOTHROW(selector.register_fd(line.fd(), event_write));
}

// ------------------------------------------------------------ 12.2 telling the kernel

TEST_CASE("12.2: a file that epoll cannot watch is refused") {
  EpollSelector selector;
  std::FILE* const file = std::tmpfile();
  REQUIRE(file != nullptr);
  step("an ordinary file is registered: epoll_ctl says EPERM");
  int error = 0;
  try {
    selector.register_fd(::fileno(file), event_read);
  } catch (const OSError& refused) {
    error = refused.error_number();
  }
  CHECK(error == EPERM);
  CHECK(selector.get_map().empty());
  std::fclose(file);
}

TEST_CASE("12.2: only what was asked for is named") {
  needs("12.3, 12.4");
  const Line line;
  line.alice_sends("hello");
  EpollSelector selector;
  step("bytes are there; the descriptor is registered for writing");
  selector.register_fd(line.fd(), event_write);
  CHECK(ready_events(selector, line.fd()) == event_write);
  step("it is changed to reading");
  selector.modify(line.fd(), event_read);
  CHECK(ready_events(selector, line.fd()) == event_read);
}

TEST_CASE("12.2: bytes that were not read are news every time") {
  needs("12.3, 12.4");
  const Line line;
  EpollSelector selector;
  selector.register_fd(line.fd(), event_read);
  step("Alice sends a line, and the kernel is asked");
  line.alice_sends("hello\n");
  CHECK(ready_events(selector, line.fd()) == event_read);
  step("nobody reads it, and the kernel is asked again");
  CHECK(ready_events(selector, line.fd()) == event_read);
}

TEST_CASE("12.2: the caller's data comes back with the event") {
  needs("12.3, 12.4");
  const Line one;
  const Line other;
  EpollSelector selector;
  step("two descriptors are registered, with the data 77 and 0xfedcba98; the second is ready");
  selector.register_fd(one.fd(), event_read, 77);
  selector.register_fd(other.fd(), event_read, 0xfedc'ba98);
  other.alice_sends("hello");
  const auto ready = selector.select(0s);
  REQUIRE(ready.size() == 1);
  CHECK(ready[0].fd == other.fd());
  CHECK(ready[0].data == 0xfedc'ba98);
}

// ------------------------------------------------------------ 12.3 asking the kernel

TEST_CASE("12.3: a timeout of zero does not wait") {
  const Line line;
  EpollSelector selector;
  selector.register_fd(line.fd(), event_read);
  step("nothing has come, and the kernel is asked with a timeout of 0");
  CHECK(selector.select(0s).empty());
}

TEST_CASE("12.3: all who are ready come in one answer") {
  needs("12.4");
  const std::array<Line, 5> lines;
  EpollSelector selector;
  step("five descriptors are registered; something comes for three of them");
  for (const Line& line : lines) selector.register_fd(line.fd(), event_read);
  for (const std::size_t i : {0, 2, 3}) lines[i].alice_sends("hello");
  CHECK(selector.select(0s).size() == 3);
}

TEST_CASE("12.3: without a timeout it waits until something happens") {
  needs("12.4");
  const Fd alarm(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
  REQUIRE(alarm);
  EpollSelector selector;
  selector.register_fd(alarm.get(), event_read);
  step("a clock of the system is set to ring soon, and the kernel is asked without a timeout");
  const itimerspec soon{.it_interval = {}, .it_value = {.tv_sec = 0, .tv_nsec = 100'000'000}};
  REQUIRE(::timerfd_settime(alarm.get(), 0, &soon, nullptr) == 0);
  const std::size_t count = selector.select(std::nullopt).size();
  CHECK(count == 1);
}

// ------------------------------------------------------------ 12.4 what has happened

TEST_CASE("12.4: reading and writing come as one key") {
  const Line line;
  line.alice_sends("hello");
  EpollSelector selector;
  step("a descriptor that is readable and writable is registered for both");
  selector.register_fd(line.fd(), event_read | event_write);
  CHECK(selector.select(0s).size() == 1);
  CHECK(ready_events(selector, line.fd()) == (event_read | event_write));
}

TEST_CASE("12.4: the end of a pipe wakes its reader") {
  Pipe pipe;
  EpollSelector selector;
  selector.register_fd(pipe.out.get(), event_read);
  CHECK(selector.select(0s).empty());
  step("the writer closes its end: the kernel says EPOLLHUP, and not EPOLLIN");
  pipe.in.close();
  CHECK(ready_events(selector, pipe.out.get()) == event_read);
}

TEST_CASE("12.4: a writer learns that nobody will read any more") {
  Pipe pipe;
  const std::string much(65536, 'x');
  while (::write(pipe.in.get(), much.data(), much.size()) > 0) continue;
  EpollSelector selector;
  selector.register_fd(pipe.in.get(), event_write);
  step("the pipe is full, and the reader closes its end: EPOLLERR, and not EPOLLOUT");
  pipe.out.close();
  CHECK(ready_events(selector, pipe.in.get()) == event_write);
}

TEST_CASE("12.4: who has left is not named any more") {
  const Line line;
  EpollSelector selector;
  step("a descriptor is registered for writing, and is writable");
  selector.register_fd(line.fd(), event_write);
  CHECK(ready_events(selector, line.fd()) == event_write);
  step("it is unregistered");
  selector.unregister(line.fd());
  CHECK(selector.select(0s).empty());
}

TEST_CASE("12.4: news of a file that is gone carries the data of its time") {
  EpollSelector selector;
  const Line old;
  step("a descriptor is registered with the data 1; then it is closed, while a copy stays open");
  selector.register_fd(old.fd(), event_read, 1);
  const Fd copy(::dup(old.fd()));
  const int number = old.fd();
  ::close(number);
  step("a new connection gets the same number, and is registered with the data 2");
  const std::array<int, 2> pair = test::make_pair_at(os_net(), number);
  const Fd alice(pair[1]);
  selector.unregister(number);
  selector.register_fd(number, event_read, 2);
  step("something comes for the old one");
  old.alice_sends("late");
  const auto ready = selector.select(0s);
  REQUIRE(ready.size() == 1);
  CHECK(ready[0].data == 1);
}

}  // namespace
}  // namespace kit

#endif
