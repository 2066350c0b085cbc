// Lesson 4: what the system does not take has to wait somewhere, and nothing of it may be lost.
#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "lessons/support/story.hpp"
#include "loop/sim/network.hpp"
#include "streams/buffer.hpp"
#include "tests/support/pairs.hpp"
#include "tests/support/pattern.hpp"

namespace kit {
namespace {

/// A server and Alice, connected; the system between them keeps at most `room` bytes.
struct Line {
  explicit Line(std::size_t room) : net(room), ends(test::make_pair(net)) {}

  /// Everything that is there for Alice, at most `most` bytes.
  std::string alice_reads(std::size_t most = 1'000'000) {
    std::string text(most, '\0');
    const IoResult got = net.recv(alice(), std::as_writable_bytes(std::span(text)));
    text.resize(got.is_ok() ? got.bytes() : 0);
    return text;
  }
  int server() const { return ends[0]; }
  int alice() const { return ends[1]; }

  sim::Network net;
  std::array<int, 2> ends;
};

/// "4 bytes", "EAGAIN", or what the error is called.
std::string said(const IoResult& sent) {
  if (sent.is_ok()) return std::to_string(sent.bytes()) + " bytes";
  return sent.would_block() ? "EAGAIN" : std::strerror(sent.error());
}

/// Where the data begins, seen from the front of a block that we know.
std::string place(const Buffer& buffer, const char* front) {
  const auto distance = reinterpret_cast<std::uintptr_t>(buffer.view().data()) -
                        reinterpret_cast<std::uintptr_t>(front);  // huge if it lies before
  if (distance >= Buffer::block_size) return "in another block";
  return distance == 0 ? "at the front of the block" : std::to_string(distance) + " bytes on";
}

/// Counts how often the bytes of a buffer were moved to another place.
class MoveCount {
 public:
  explicit MoveCount(std::size_t step) : step_(step) {}

  /// To be called after each `step` bytes that were appended.
  void look_at(const Buffer& buffer) {
    const char* const end = buffer.view().data() + buffer.size();
    if (end_ != nullptr && end != end_ + step_) ++moves;
    end_ = end;
  }

  int moves = 0;

 private:
  std::size_t step_;
  const char* end_ = nullptr;  // of the data, when it was looked at last
};

// ------------------------------------------------------------ 4.1 append

TEST_CASE("4.1: what goes in is there") {
  Buffer buffer;
  step("\"hello\" is appended to an empty buffer");
  buffer.append("hello");
  CHECK(buffer.size() == 5);
  expect_bytes(buffer.view(), "hello", "what is in the buffer");
}

TEST_CASE("4.1: what comes later stands behind what came before") {
  Buffer buffer;
  step("\"one \", \"two \" and \"three\" are appended");
  buffer.append("one ");
  buffer.append("two ");
  buffer.append("three");
  expect_bytes(buffer.view(), "one two three", "what is in the buffer");
}

// ------------------------------------------------------------ 4.2 consume

TEST_CASE("4.2: what is consumed goes from the front") {
  Buffer buffer;
  buffer.append("one two");
  step("4 of 7 bytes are consumed, and then 0");
  buffer.consume(4);
  expect_bytes(buffer.view(), "two", "what is left");
  buffer.consume(0);
  expect_bytes(buffer.view(), "two", "what is left");
  step("\" three\" is appended");
  buffer.append(" three");
  expect_bytes(buffer.view(), "two three", "what is in the buffer");
}

TEST_CASE("4.2: an empty buffer has no memory") {
  Buffer buffer;
  buffer.append("hello");
  CHECK(buffer.capacity() == Buffer::block_size);
  step("4 of 5 bytes are consumed: the block is still needed");
  buffer.consume(4);
  CHECK(buffer.capacity() == Buffer::block_size);
  step("the last byte is consumed");
  buffer.consume(1);
  REQUIRE(buffer.capacity() == 0);
  REQUIRE(buffer.view().data() == nullptr);
  step("once more, and nothing is there to be consumed");
  buffer.consume(0);
  CHECK(buffer.capacity() == 0);
}

TEST_CASE("4.2: a block that was given back belongs to the next one who asks") {
  Buffer alice;
  Buffer bob;
  alice.append("for Alice");
  const char* const block = alice.view().data();
  step("Alice's buffer becomes empty: its block goes back to the stock");
  alice.consume(9);
  REQUIRE(alice.capacity() == 0);
  step("Bob's buffer takes a block: the one that has come back");
  bob.append("for Bob");
  CHECK(place(bob, block) == "at the front of the block");
  alice.append("new for Alice");
  expect_bytes(bob.view(), "for Bob", "what is in Bob's buffer");
  expect_bytes(alice.view(), "new for Alice", "what is in Alice's buffer");
}

// ------------------------------------------------------------ 4.3 send_to

TEST_CASE("4.3: a short write goes on where it stopped") {
  Line line(4);
  Buffer owed;
  owed.append("0123456789");
  step("the system has room for 4 bytes, and is offered 10");
  REQUIRE(said(owed.send_to(line.net, line.server())) == "4 bytes");
  REQUIRE(owed.size() == 6);
  expect_bytes(owed.view(), "456789", "what Alice is still owed");
  step("Alice reads, and the system is offered the rest, twice");
  std::string came = line.alice_reads();
  REQUIRE(said(owed.send_to(line.net, line.server())) == "4 bytes");
  came += line.alice_reads();
  REQUIRE(said(owed.send_to(line.net, line.server())) == "2 bytes");
  came += line.alice_reads();
  expect_bytes(came, "0123456789", "what Alice got");
  CHECK(owed.capacity() == 0);
}

TEST_CASE("4.3: EAGAIN takes nothing away") {
  Line line(4);
  Buffer owed;
  owed.append("01234567");
  step("the system takes 4 of 8 bytes");
  REQUIRE(said(owed.send_to(line.net, line.server())) == "4 bytes");
  step("it is full, and is asked again");
  REQUIRE(said(owed.send_to(line.net, line.server())) == "EAGAIN");
  REQUIRE(owed.size() == 4);
  step("Alice reads, and there is room again");
  std::string came = line.alice_reads();
  REQUIRE(said(owed.send_to(line.net, line.server())) == "4 bytes");
  came += line.alice_reads();
  expect_bytes(came, "01234567", "what Alice got");
}

TEST_CASE("4.3: the caller learns that the connection is broken") {
  Line line(100);
  Buffer owed;
  owed.append("anybody there?");
  step("Alice closes her end, and the server sends");
  line.net.close(line.alice());
  CHECK(said(owed.send_to(line.net, line.server())) == std::strerror(EPIPE));
}

TEST_CASE("4.3: Alice reads late, and gets all of a million bytes, in order") {
  Line line(65536);
  const std::string all = test::pattern(1'000'000);
  Buffer owed;
  owed.append(all);
  std::string came;
  step("the server sends whenever there is room; Alice reads 5000 bytes at a time");
  for (int round = 0; round < 10'000 && came.size() < all.size(); ++round) {
    const IoResult sent = owed.empty() ? IoResult::ok(0) : owed.send_to(line.net, line.server());
    if (!sent.would_block()) REQUIRE(said(sent) == std::to_string(sent.bytes()) + " bytes");
    came += line.alice_reads(5000);
  }
  expect_bytes(came, all, "what Alice got");
}

// ------------------------------------------------------------ 4.4 sliding

TEST_CASE("4.4: what is left slides to the front of the block") {
  Buffer buffer;
  step("the block is filled to the last byte, and all but the last 6 bytes are consumed");
  buffer.append(std::string(Buffer::block_size - 6, 'x'));
  const char* const front = buffer.view().data();
  buffer.append("as it ");
  buffer.consume(Buffer::block_size - 6);
  step("more is appended");
  buffer.append("was");
  expect_bytes(buffer.view(), "as it was", "what is in the buffer");
  REQUIRE(place(buffer, front) == "at the front of the block");
  step("the front is consumed, and there is room for all the rest of the block");
  buffer.consume(6);
  CHECK(buffer.prepare(1).size() == Buffer::block_size - 9);
}

TEST_CASE("4.4: what counts is what was consumed and what is left, not how large the block is") {
  Buffer buffer;
  step("30,020 bytes are appended and 30,000 consumed: 20 are left, and cheap to copy");
  buffer.append(std::string(30'020, 'x'));
  const char* const front = buffer.view().data();
  buffer.consume(30'000);
  step("40,000 more are appended, to a block of 65,536");
  buffer.append(std::string(40'000, 'y'));
  CHECK(place(buffer, front) == "at the front of the block");
}

TEST_CASE("4.4: a client that keeps up never needs a second block") {
  Buffer buffer;
  buffer.append("rest");
  step("10 bytes come and 10 bytes go, ten thousand times");
  for (int i = 0; i < 10'000; ++i) {
    buffer.append("0123456789");
    buffer.consume(10);
  }
  expect_bytes(buffer.view(), "6789", "what is left");
  CHECK(buffer.capacity() == Buffer::block_size);
}

TEST_CASE("4.4: a debt that is always nearly a block is not moved all the time") {
  needs("4.5");
  Buffer buffer;
  buffer.append(std::string(65'000, 'x'));
  MoveCount count(10);
  step("Alice is owed 65,000 bytes; 10 bytes come and 10 bytes go, ten thousand times");
  for (int i = 0; i < 10'000; ++i) {
    buffer.append("0123456789");
    count.look_at(buffer);
    buffer.consume(10);
  }
  CHECK(count.moves <= 10);
}

// ------------------------------------------------------------ 4.5 growing

TEST_CASE("4.5: a larger block has room for the old bytes and for the new ones") {
  Buffer buffer;
  const std::string all = test::pattern(100'000);
  step("40,000 bytes are in a block of 65,536, and 60,000 more are appended");
  buffer.append(std::string_view(all).substr(0, 40'000));
  buffer.append(std::string_view(all).substr(40'000));
  expect_bytes(buffer.view(), all, "what is in the buffer");
}

TEST_CASE("4.5: twice the data is taken, not twice the block") {
  Buffer buffer;
  step("40,000 bytes are in a block of 65,536, and 30,000 more are appended");
  buffer.append(std::string(40'000, 'x'));
  buffer.append(std::string(30'000, 'y'));
  CHECK(buffer.capacity() == 80'000);
}

TEST_CASE("4.5: a block of the usual size comes from the stock") {
  Buffer buffer;
  buffer.append("small");
  const char* const block = buffer.view().data();
  step("shrink() moves 5 bytes into a block of 5; the large one goes back to the stock");
  buffer.shrink();
  step("more is appended");
  buffer.append(" again");
  CHECK(buffer.capacity() == Buffer::block_size);
  CHECK(place(buffer, block) == "at the front of the block");
}

TEST_CASE("4.5: growing to 1 MiB moves the bytes a few times only") {
  Buffer buffer;
  const std::string piece(1024, 'x');
  MoveCount count(piece.size());
  step("1024 bytes are appended, 1024 times");
  for (int i = 0; i < 1024; ++i) {
    buffer.append(piece);
    count.look_at(buffer);
  }
  CHECK(buffer.size() == 1u << 20);
  CHECK(count.moves <= 10);
}

}  // namespace
}  // namespace kit
