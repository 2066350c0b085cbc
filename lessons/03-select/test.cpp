// Lesson 3: one call that waits for many, and says who is ready.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/select.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "lessons/support/story.hpp"
#include "lessons/support/who_is_ready.hpp"
#include "loop/os/fd.hpp"
#include "loop/selectors/select.hpp"
#include "tests/support/descriptors.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;

constexpr Duration at_once = Duration::zero();

/// A connection: our end, and the friend at the other one.
struct Friend {
  explicit Friend(std::string friends_name) : name(std::move(friends_name)) {
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
  std::string name;
  Fd ours;
  Fd theirs;
};

/// A selector, and who is behind the descriptors in it.
struct Watch {
  void add(const Friend& who, Events events, std::uint32_t data = 0) {
    add(who.fd(), who.name, events, data);
  }
  void add(int fd, const std::string& name, Events events, std::uint32_t data = 0) {
    names[fd] = name;
    selector.register_fd(fd, events, data);
  }

  /// Does not wait, unless it is told to.
  std::string ready(std::optional<Duration> timeout = at_once) {
    return who_is_ready(selector.select(timeout), names);
  }

  SelectSelector selector;
  Names names;
};

/// One in which somebody is registered already: silent, and with a high number.
struct Occupied : Watch {
  Occupied() { add(high.get(), silent.name, event_read); }
  Friend silent{"the silent one"};
  Fd high = Fd(::fcntl(silent.fd(), F_DUPFD_CLOEXEC, 200));
};

// ---- 3.1: numbers that have no bit --------------------------------------------------------------

TEST_CASE("3.1: 1024 has no bit, and is refused by name") {
  SelectSelector selector;
  step("descriptor 5000 is registered: far too large");
  REQUIRE_THROWS_AS(selector.register_fd(5000, event_read), std::invalid_argument);
  step("descriptor 1024 is registered: the last bit is that of 1023");
  REQUIRE_THROWS_AS(selector.register_fd(FD_SETSIZE, event_read), std::invalid_argument);
  step("once more, and we look for the number in the message");
  std::string message;
  try {
    selector.register_fd(FD_SETSIZE, event_read);
  } catch (const std::invalid_argument& error) {
    message = error.what();
  }
  const std::string number = std::to_string(FD_SETSIZE);
  const std::string found = message.find(number) != message.npos ? number : message;
  CHECK(found == number);
  CHECK(selector.get_map().size() == 0);
}

// ---- 3.2: the sets ------------------------------------------------------------------------------

TEST_CASE("3.2: who waits to read and who waits to write are two lists") {
  needs("3.3, 3.4");
  const Friend alice("Alice");
  const Friend bob("Bob");
  Occupied watch;
  step("we want to read from Alice and to write to Bob; both have spoken, both have room");
  alice.says("hello");
  bob.says("hello");
  watch.add(alice, event_read);
  watch.add(bob, event_write);
  CHECK(watch.ready() == "Alice: read, Bob: write");
}

TEST_CASE("3.2: first we want to read, then to write, then both") {
  needs("3.3, 3.4");
  const Friend alice("Alice");
  Occupied watch;
  step("Alice has spoken, and there is room; we want to read");
  alice.says("hello");
  watch.add(alice, event_read);
  REQUIRE(watch.ready() == "Alice: read");
  step("now we want to write, and not to read");
  watch.selector.modify(alice.fd(), event_write);
  REQUIRE(watch.ready() == "Alice: write");
  step("now we want both");
  watch.selector.modify(alice.fd(), event_read | event_write);
  CHECK(watch.ready() == "Alice: read|write");
}

TEST_CASE("3.2: who has left is not asked about any more") {
  needs("3.3, 3.4");
  Friend alice("Alice");
  const Friend bob("Bob");
  Occupied watch;
  watch.add(alice, event_read);
  watch.add(bob, event_read);
  step("Alice is unregistered: her bit leaves the sets; then her descriptor is closed");
  watch.selector.unregister(alice.fd());
  alice.ours.close();
  step("Bob speaks");
  bob.says("hello");
  CHECK(watch.ready() == "Bob: read");
}

// ---- 3.3: the call ------------------------------------------------------------------------------

TEST_CASE("3.3: nobody has spoken, and we do not want to wait") {
  const Friend alice("Alice");
  Watch watch;
  watch.add(alice, event_read);
  step("we select with a timeout of 0");
  CHECK(watch.ready() == "nobody");
}

TEST_CASE("3.3: who was silent is asked again") {
  needs("3.4");
  const Friend alice("Alice");
  const Friend bob("Bob");
  Watch watch;
  watch.add(alice, event_read);
  watch.add(bob, event_read);
  step("only Bob speaks; his is the highest descriptor");
  bob.says("hello");
  REQUIRE(watch.ready() == "Bob: read");
  step("now Alice speaks, too");
  alice.says("and I");
  CHECK(watch.ready() == "Alice: read, Bob: read");
}

TEST_CASE("3.3: unread bytes are told again and again") {
  needs("3.4");
  const Friend alice("Alice");
  Watch watch;
  watch.add(alice, event_read);
  step("Alice sends two bytes");
  alice.says("xy");
  REQUIRE(watch.ready() == "Alice: read");
  step("one is read");
  alice.is_heard(1);
  REQUIRE(watch.ready() == "Alice: read");
  step("the other one is read");
  alice.is_heard(1);
  CHECK(watch.ready() == "nobody");
}

TEST_CASE("3.3: who has spoken ends the wait, be it limited or not") {
  needs("3.4");
  const Friend alice("Alice");
  Watch watch;
  watch.add(alice, event_read);
  alice.says("hello");
  step("Alice has spoken; we would wait for an hour");
  REQUIRE(watch.ready(1h) == "Alice: read");
  step("we would wait for ever");
  CHECK(watch.ready(std::nullopt) == "Alice: read");
}

TEST_CASE("3.3: 1023 has a bit, too: the last one") {
  needs("3.4");
  const test::ManyDescriptors many;
  const Friend alice("Alice");
  Watch watch;
  step("Alice's connection gets the number 1023");
  const Fd last(::fcntl(alice.fd(), F_DUPFD_CLOEXEC, FD_SETSIZE - 1));
  if (last.get() != FD_SETSIZE - 1) {
    MESSAGE("not tested: this system does not allow descriptor 1023");
    watch.add(alice, event_read);
    return;
  }
  watch.add(last.get(), "1023", event_read);
  step("Alice speaks");
  alice.says("hello");
  CHECK(watch.ready() == "1023: read");
}

// ---- 3.4: what came of it -----------------------------------------------------------------------

// Each of these selects once: what a call does to the next one is the matter of 3.3.

TEST_CASE("3.4: all who are ready are told in one call, with what they registered") {
  const Friend alice("Alice");
  const Friend bob("Bob");
  const Friend carol("Carol");
  Occupied watch;
  watch.add(alice, event_read, 100);
  watch.add(bob, event_read, 200);
  watch.add(carol, event_read, 300);
  step("Alice and Carol speak, Bob does not");
  alice.says("hello");
  carol.says("hello");
  const std::span<const SelectorKey> keys = watch.selector.select(at_once);
  REQUIRE(who_is_ready(keys, watch.names) == "Alice: read, Carol: read");
  step("Alice was registered with the data 100, and Carol with 300");
  CHECK(keys[0].data == 100);
  CHECK(keys[1].data == 300);
}

TEST_CASE("3.4: only what is ready is told, not what was asked") {
  const Friend alice("Alice");
  Occupied watch;
  step("Alice has spoken, and there is no room for more bytes to her");
  alice.says("hello");
  alice.is_full();
  step("we want to read and to write");
  watch.add(alice, event_read | event_write);
  CHECK(watch.ready() == "Alice: read");
}

TEST_CASE("3.4: the end of the input is something to read") {
  Friend alice("Alice");
  Occupied watch;
  watch.add(alice, event_read);
  step("Alice closes");
  alice.theirs.close();
  CHECK(watch.ready() == "Alice: read");
}

// ---- 3.5: closed too early ----------------------------------------------------------------------

TEST_CASE("3.5: a descriptor that was closed too early is told, and only that") {
  Friend alice("Alice");
  const Friend bob("Bob");
  Occupied watch;
  watch.add(alice, event_read, 100);
  watch.add(bob, event_read, 200);
  step("somebody closes Alice's descriptor and forgets to unregister it");
  alice.ours.close();
  const std::span<const SelectorKey> keys = watch.selector.select(at_once);
  REQUIRE(who_is_ready(keys, watch.names) == "Alice: read");
  CHECK(keys[0].data == 100);
}

TEST_CASE("3.5: and then the others are served again") {
  Friend alice("Alice");
  const Friend bob("Bob");
  Occupied watch;
  watch.add(alice, event_read);
  watch.add(bob, event_read);
  const int number = alice.fd();
  step("somebody closes Alice's descriptor and forgets to unregister it");
  alice.ours.close();
  REQUIRE(watch.ready() == "Alice: read");
  step("her owner unregisters it, and Bob speaks");
  watch.selector.unregister(number);
  bob.says("hello");
  CHECK(watch.ready() == "Bob: read");
}

}  // namespace
}  // namespace kit
