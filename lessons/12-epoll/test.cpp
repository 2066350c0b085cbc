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
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "lessons/support/names.hpp"
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

  void alice_sends(std::string_view text) const {
    REQUIRE(os_net().send(alice.get(), text).is_ok());
  }
  int fd() const { return server.get(); }

  Fd server;
  Fd alice;
};

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

/// What the selector says about `fd` now: "read", "read|write"; "nothing" when it does not name it.
std::string ready_for(Selector& selector, int fd) {
  for (const SelectorKey& key : selector.select(0s))
    if (key.fd == fd) return events_name(key.events);
  return events_name(0);
}

/// What registering says, and changing below: the name of an errno, or "no error".
std::string add(Selector& selector, int fd, Events events) {
  return errno_thrown_by([&] { selector.register_fd(fd, events); });
}

std::string modify(Selector& selector, int fd, Events events) {
  return errno_thrown_by([&] { selector.modify(fd, events); });
}

/// The number that the next descriptor gets.
int lowest_free() { return Fd(::dup(STDOUT_FILENO)).get(); }

/// What the list of the epoll descriptor `epoll` has for `fd`: /proc shows it, in hex.
std::string entry_in_the_kernel(int epoll, int fd) {
  std::ifstream list("/proc/self/fdinfo/" + std::to_string(epoll));
  for (std::string line; std::getline(list, line);) {
    int number = -1;
    unsigned bits = 0;
    unsigned long long data = 0;
    const int found =
        std::sscanf(line.c_str(), "tfd: %d events: %x data: %llx", &number, &bits, &data);
    if (found != 3 || number != fd) continue;
    const auto low = static_cast<std::uint32_t>(data);
    return std::string((bits & EPOLLIN) != 0 ? "EPOLLIN" : "no EPOLLIN") +
           ((bits & EPOLLET) != 0 ? "|EPOLLET" : "") + ", hands back " +
           (static_cast<int>(low & 0x1fff'ffff) == fd ? "the descriptor, "
                                                      : "a wrong descriptor, ") +
           events_name(static_cast<Events>(low >> 29)) + ", data " + std::to_string(data >> 32);
  }
  return "not in the list";
}

// ------------------------------------------------------------ 12.1 which operation

TEST_CASE("12.1: what a descriptor is watched for can change") {
  needs("12.2");
  const Line line;
  EpollSelector selector;
  step("a descriptor is registered for reading: it is not in the kernel's list yet");
  REQUIRE(add(selector, line.fd(), event_read) == "no error");
  step("it is changed to writing");
  CHECK(modify(selector, line.fd(), event_write) == "no error");
}

TEST_CASE("12.1: who has left may come again") {
  needs("12.2");
  const Line line;
  EpollSelector selector;
  step("a descriptor is registered for reading, and unregistered");
  REQUIRE(add(selector, line.fd(), event_read) == "no error");
  selector.unregister(line.fd());
  step("it is registered again, for writing");
  CHECK(add(selector, line.fd(), event_write) == "no error");
}

// ------------------------------------------------------------ 12.2 telling the kernel

TEST_CASE("12.2: a file that epoll cannot watch is refused") {
  EpollSelector selector;
  std::FILE* const file = std::tmpfile();
  REQUIRE(file != nullptr);
  step("an ordinary file is registered: epoll_ctl says EPERM");
  CHECK(add(selector, ::fileno(file), event_read) == "EPERM");
  CHECK(selector.get_map().empty());
  std::fclose(file);
}

TEST_CASE("12.2: the kernel knows what to watch for, and what to hand back") {
  const Line line;
  const int epoll = lowest_free();
  EpollSelector selector;
  step("a descriptor is registered for reading, with the data 77");
  selector.register_fd(line.fd(), event_read, 77);
  step("we look at the kernel's list, in /proc");
  const std::string entry = entry_in_the_kernel(epoll, line.fd());
  CHECK(entry == "EPOLLIN, hands back the descriptor, read, data 77");
}

TEST_CASE("12.2: only what was asked for is named") {
  needs("12.3, 12.4");
  const Line line;
  line.alice_sends("hello");
  EpollSelector selector;
  step("bytes are there; the descriptor is registered for writing");
  selector.register_fd(line.fd(), event_write);
  CHECK(ready_for(selector, line.fd()) == "write");
  step("it is changed to reading");
  selector.modify(line.fd(), event_read);
  CHECK(ready_for(selector, line.fd()) == "read");
}

TEST_CASE("12.2: bytes that were not read are news every time") {
  needs("12.3, 12.4");
  const Line line;
  EpollSelector selector;
  selector.register_fd(line.fd(), event_read);
  step("Alice sends a line, and the kernel is asked");
  line.alice_sends("hello\n");
  CHECK(ready_for(selector, line.fd()) == "read");
  step("nobody reads it, and the kernel is asked again");
  CHECK(ready_for(selector, line.fd()) == "read");
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
  CHECK(selector.select(0s).size() == 0);
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
  CHECK(selector.select(std::nullopt).size() == 1);
}

TEST_CASE("12.3: an error of the kernel is handed on") {
  const Line line;
  const int epoll = lowest_free();
  EpollSelector selector;
  step("the selector's own descriptor is made a socket, so epoll_wait gives -1, and EINVAL");
  REQUIRE(::dup2(line.fd(), epoll) == epoll);
  CHECK(errno_thrown_by([&selector] { selector.select(0s); }) == "EINVAL");
}

// ------------------------------------------------------------ 12.4 what has happened

TEST_CASE("12.4: reading and writing come as one key") {
  const Line line;
  line.alice_sends("hello");
  EpollSelector selector;
  step("a descriptor that is readable and writable is registered for both");
  selector.register_fd(line.fd(), event_read | event_write);
  step("the kernel is asked: 12.3 counts one entry, and 12.4 makes a key of it");
  REQUIRE(selector.select(0s).size() == 1);
  CHECK(ready_for(selector, line.fd()) == "read|write");
}

TEST_CASE("12.4: the end of a pipe wakes its reader") {
  Pipe pipe;
  EpollSelector selector;
  selector.register_fd(pipe.out.get(), event_read);
  char byte = 'x';
  step("a byte comes: the kernel says EPOLLIN");
  REQUIRE(::write(pipe.in.get(), &byte, 1) == 1);
  REQUIRE(selector.select(0s).size() == 1);
  step("it is read, and the writer closes its end: the kernel says EPOLLHUP, and not EPOLLIN");
  REQUIRE(::read(pipe.out.get(), &byte, 1) == 1);
  pipe.in.close();
  CHECK(ready_for(selector, pipe.out.get()) == "read");
}

TEST_CASE("12.4: a writer learns that nobody will read any more") {
  Pipe pipe;
  const std::string much(65536, 'x');
  while (::write(pipe.in.get(), much.data(), much.size()) > 0) continue;
  EpollSelector selector;
  selector.register_fd(pipe.in.get(), event_write);
  step("the pipe is full, and the reader closes its end: EPOLLERR, and not EPOLLOUT");
  pipe.out.close();
  CHECK(ready_for(selector, pipe.in.get()) == "write");
}

TEST_CASE("12.4: who has left is not named any more") {
  const Line line;
  EpollSelector selector;
  step("a descriptor is registered for writing, and is writable");
  selector.register_fd(line.fd(), event_write);
  CHECK(ready_for(selector, line.fd()) == "write");
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
