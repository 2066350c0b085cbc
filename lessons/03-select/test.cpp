// Lesson 3: one call that waits for many, and says who is ready.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/select.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "lessons/support/story.hpp"
#include "loop/os/fd.hpp"
#include "loop/selectors/select.hpp"
#include "tests/support/descriptors.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;

constexpr Duration at_once = Duration::zero();

/// A connection: our end, and the friend at the other one.
struct Friend {
  Friend() {
    std::array<int, 2> both{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, both.data()) == 0);
    ours = Fd(both[0]);
    theirs = Fd(both[1]);
    set_nonblocking(ours.get());
  }
  int fd() const { return ours.get(); }
  void says(const std::string& bytes) const {
    REQUIRE(::send(theirs.get(), bytes.data(), bytes.size(), 0) ==
            static_cast<ssize_t>(bytes.size()));
  }
  /// So many bytes of it are read by us.
  void is_heard(std::size_t count) const {
    std::vector<char> room(count);
    REQUIRE(::recv(fd(), room.data(), count, 0) == static_cast<ssize_t>(count));
  }
  /// Our end takes no more bytes.
  void is_full() const {
    const std::string piece(4096, 'x');
    while (::send(fd(), piece.data(), piece.size(), 0) > 0) continue;
  }
  Fd ours;
  Fd theirs;
};

/// A selector in which somebody is registered already: silent, and with a high number.
struct Occupied {
  Occupied() { selector.register_fd(high.get(), event_read); }
  Friend silent;
  Fd high = Fd(::fcntl(silent.fd(), F_DUPFD_CLOEXEC, 200));
  SelectSelector selector;
};

/// Who is ready, by descriptor. Does not wait, unless it is told to.
std::vector<int> ready(Selector& selector, std::optional<Duration> timeout = at_once) {
  std::vector<int> fds;
  for (const SelectorKey& key : selector.select(timeout)) fds.push_back(key.fd);
  return fds;
}

/// The ready bits of one of them; 0 if it is not ready.
Events ready_bits(Selector& selector, const Friend& one) {
  for (const SelectorKey& key : selector.select(at_once))
    if (key.fd == one.fd()) return key.events;
  return 0;
}

using Fds = std::vector<int>;

// ---- 3.1: numbers that have no bit --------------------------------------------------------------

TEST_CASE("3.1: 1024 has no bit, and is refused by name") {
  SelectSelector selector;
  step("descriptor " + std::to_string(FD_SETSIZE) + " is registered");
  std::string message;
  try {
    selector.register_fd(FD_SETSIZE, event_read);
  } catch (const std::invalid_argument& error) {
    message = error.what();
  }
  const bool names_it = message.find(std::to_string(FD_SETSIZE)) != message.npos;
  CHECK(names_it);
}

TEST_CASE("3.1: who was refused is not registered") {
  SelectSelector selector;
  step("descriptor 5000 is registered, and refused");
  CHECK_THROWS_AS(selector.register_fd(5000, event_write), std::invalid_argument);
  CHECK(selector.get_map().empty());
}

// ---- 3.2: who waits, for what -------------------------------------------------------------------

TEST_CASE("3.2: who waits to read and who waits to write are two lists") {
  needs("3.3, 3.4");
  const Friend alice;
  const Friend bob;
  Occupied occupied;
  Selector& selector = occupied.selector;
  step("we want to read from Alice and to write to Bob; both have spoken, both have room");
  alice.says("hello");
  bob.says("hello");
  selector.register_fd(alice.fd(), event_read);
  selector.register_fd(bob.fd(), event_write);
  CHECK(ready_bits(selector, alice) == event_read);
  CHECK(ready_bits(selector, bob) == event_write);
}

TEST_CASE("3.2: first we want to read, then to write, then both") {
  needs("3.3, 3.4");
  const Friend alice;
  Occupied occupied;
  Selector& selector = occupied.selector;
  alice.says("hello");
  step("we want to read");
  selector.register_fd(alice.fd(), event_read);
  CHECK(ready_bits(selector, alice) == event_read);
  step("we have read, and want to write");
  selector.modify(alice.fd(), event_write);
  CHECK(ready_bits(selector, alice) == event_write);
  step("we want both");
  selector.modify(alice.fd(), event_read | event_write);
  CHECK(ready_bits(selector, alice) == (event_read | event_write));
}

TEST_CASE("3.2: who has left is not asked about any more") {
  needs("3.3, 3.4");
  Friend alice;
  const Friend bob;
  Occupied occupied;
  Selector& selector = occupied.selector;
  selector.register_fd(alice.fd(), event_read);
  selector.register_fd(bob.fd(), event_read);
  step("Alice leaves: she is unregistered, and then her descriptor is closed");
  selector.unregister(alice.fd());
  alice.ours.close();
  step("Bob speaks");
  bob.says("hello");
  CHECK(ready(selector) == Fds{bob.fd()});
}

// ---- 3.3: the call ------------------------------------------------------------------------------

TEST_CASE("3.3: nobody has spoken, and we do not want to wait") {
  const Friend alice;
  SelectSelector selector;
  selector.register_fd(alice.fd(), event_read);
  step("we select with a timeout of 0");
  CHECK(ready(selector).empty());
}

TEST_CASE("3.3: who was silent is asked again") {
  needs("3.4");
  const Friend alice;
  const Friend bob;
  SelectSelector selector;
  selector.register_fd(alice.fd(), event_read);
  selector.register_fd(bob.fd(), event_read);
  step("only Bob speaks");
  bob.says("hello");
  CHECK(ready(selector) == Fds{bob.fd()});
  step("now Alice speaks, too");
  alice.says("and I");
  CHECK(ready_bits(selector, alice) == event_read);
}

TEST_CASE("3.3: unread bytes are told again and again") {
  needs("3.4");
  const Friend alice;
  SelectSelector selector;
  selector.register_fd(alice.fd(), event_read);
  step("Alice sends two bytes");
  alice.says("xy");
  CHECK(ready(selector) == Fds{alice.fd()});
  step("one is read");
  alice.is_heard(1);
  CHECK(ready(selector) == Fds{alice.fd()});
  step("the other one is read");
  alice.is_heard(1);
  CHECK(ready(selector).empty());
}

TEST_CASE("3.3: who has spoken ends the wait, be it limited or not") {
  needs("3.4");
  const Friend alice;
  SelectSelector selector;
  selector.register_fd(alice.fd(), event_read);
  alice.says("hello");
  step("Alice has spoken; we would wait for an hour");
  CHECK(ready(selector, 1h) == Fds{alice.fd()});
  step("we would wait for ever");
  CHECK(ready(selector, std::nullopt) == Fds{alice.fd()});
}

TEST_CASE("3.3: 1023 has a bit, too: the last one") {
  needs("3.4");
  const test::ManyDescriptors many;
  const Friend alice;
  SelectSelector selector;
  step("Alice's connection gets the number 1023");
  const Fd last(::fcntl(alice.fd(), F_DUPFD_CLOEXEC, FD_SETSIZE - 1));
  if (last.get() != FD_SETSIZE - 1) {
    MESSAGE("not tested: this system does not allow descriptor 1023");
    selector.register_fd(alice.fd(), event_read);
    return;
  }
  selector.register_fd(last.get(), event_read);
  step("Alice speaks");
  alice.says("hello");
  CHECK(ready(selector) == Fds{FD_SETSIZE - 1});
}

// ---- 3.4: what came of it -----------------------------------------------------------------------

TEST_CASE("3.4: all who are ready are told in one call, with what they registered") {
  const Friend alice;
  const Friend bob;
  const Friend carol;
  Occupied occupied;
  Selector& selector = occupied.selector;
  selector.register_fd(alice.fd(), event_read, 100);
  selector.register_fd(bob.fd(), event_read, 200);
  selector.register_fd(carol.fd(), event_read, 300);
  step("Alice and Carol speak, Bob does not");
  alice.says("hello");
  carol.says("hello");
  std::vector<std::uint32_t> data;
  for (const SelectorKey& key : selector.select(std::nullopt)) data.push_back(key.data);
  CHECK(data.size() == 2);
  CHECK(data == std::vector<std::uint32_t>{100, 300});
}

TEST_CASE("3.4: only what is ready is told, not what was asked") {
  const Friend alice;
  Occupied occupied;
  Selector& selector = occupied.selector;
  step("we want to read and to write; Alice is silent, and there is room");
  selector.register_fd(alice.fd(), event_read | event_write);
  CHECK(ready_bits(selector, alice) == event_write);
  step("Alice speaks, and there is no more room");
  alice.says("hello");
  alice.is_full();
  CHECK(ready_bits(selector, alice) == event_read);
}

TEST_CASE("3.4: the end of the input is something to read") {
  Friend alice;
  Occupied occupied;
  Selector& selector = occupied.selector;
  selector.register_fd(alice.fd(), event_read);
  step("Alice closes");
  alice.theirs.close();
  CHECK(ready(selector, std::nullopt) == Fds{alice.fd()});
}

// ---- 3.5: closed too early ----------------------------------------------------------------------

TEST_CASE("3.5: a descriptor that was closed too early is told, and only that") {
  Friend alice;
  const Friend bob;
  Occupied occupied;
  Selector& selector = occupied.selector;
  selector.register_fd(alice.fd(), event_read, 100);
  selector.register_fd(bob.fd(), event_read, 200);
  const int number = alice.fd();
  step("somebody closes Alice's descriptor and forgets to unregister it");
  alice.ours.close();
  const auto told = selector.select(std::nullopt);
  CHECK(told.size() == 1);
  for (const SelectorKey& key : told) {
    CHECK(key.fd == number);
    CHECK(key.events == event_read);
    CHECK(key.data == 100);
  }
}

TEST_CASE("3.5: and then the others are served again") {
  Friend alice;
  const Friend bob;
  Occupied occupied;
  Selector& selector = occupied.selector;
  selector.register_fd(alice.fd(), event_read);
  selector.register_fd(bob.fd(), event_read);
  const int number = alice.fd();
  step("somebody closes Alice's descriptor and forgets to unregister it");
  alice.ours.close();
  CHECK(ready(selector) == Fds{number});
  step("her owner unregisters it, and Bob speaks");
  selector.unregister(number);
  bob.says("hello");
  CHECK(ready(selector) == Fds{bob.fd()});
}

}  // namespace
}  // namespace kit
