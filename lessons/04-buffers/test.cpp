// Lesson 4: what the system does not take has to wait somewhere, and nothing of it may be lost.
#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <cstddef>
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
  step("4 of 7 bytes are consumed");
  buffer.consume(4);
  expect_bytes(buffer.view(), "two", "what is left");
  step("nothing is consumed");
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
  CHECK(buffer.empty());
  REQUIRE(buffer.capacity() == 0);
  REQUIRE(buffer.view().data() == nullptr);
  step("once more, and nothing is there to be consumed");
  buffer.consume(0);
  CHECK(buffer.capacity() == 0);
  step("the buffer is used again");
  buffer.append("again");
  expect_bytes(buffer.view(), "again", "what is in the buffer");
}

TEST_CASE("4.2: a block that was given back belongs to the next one who asks") {
  Buffer alice;
  Buffer bob;
  step("Alice's buffer is filled, and emptied again");
  alice.append("for Alice");
  alice.consume(9);
  step("Bob's buffer takes a block; Alice's buffer takes one after it");
  bob.append("for Bob");
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
  const IoResult first = owed.send_to(line.net, line.server());
  CHECK(first.bytes() == 4);
  expect_bytes(owed.view(), "456789", "what Alice is still owed");
  step("Alice reads, and the system is offered the rest, twice");
  std::string came = line.alice_reads();
  CHECK(owed.send_to(line.net, line.server()).bytes() == 4);
  came += line.alice_reads();
  CHECK(owed.send_to(line.net, line.server()).bytes() == 2);
  came += line.alice_reads();
  expect_bytes(came, "0123456789", "what Alice got");
  CHECK(owed.capacity() == 0);
}

TEST_CASE("4.3: EAGAIN takes nothing away") {
  Line line(4);
  Buffer owed;
  owed.append("01234567");
  step("the system takes 4 of 8 bytes, and then it is full");
  CHECK(owed.send_to(line.net, line.server()).is_ok());
  const IoResult full = owed.send_to(line.net, line.server());
  CHECK(full.would_block());
  REQUIRE(owed.size() == 4);
  expect_bytes(owed.view(), "4567", "what Alice is still owed");
  step("Alice reads, and there is room again");
  std::string came = line.alice_reads();
  CHECK(owed.send_to(line.net, line.server()).is_ok());
  came += line.alice_reads();
  expect_bytes(came, "01234567", "what Alice got");
}

TEST_CASE("4.3: the caller learns that the connection is broken") {
  Line line(100);
  Buffer owed;
  owed.append("anybody there?");
  step("Alice closes her end, and the server sends");
  line.net.close(line.alice());
  const IoResult sent = owed.send_to(line.net, line.server());
  CHECK_FALSE(sent.is_ok());
  CHECK_FALSE(sent.would_block());
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
    const bool fine = sent.is_ok() || sent.would_block();
    REQUIRE(fine);
    came += line.alice_reads(5000);
  }
  expect_bytes(came, all, "what Alice got");
}

// ------------------------------------------------------------ 4.4 sliding

TEST_CASE("4.4: what is left slides to the front of the block") {
  Buffer buffer;
  step("the block is filled to the last byte, and all but the last 6 bytes are consumed");
  buffer.append(std::string(Buffer::block_size - 6, 'x'));
  buffer.append("as it ");
  buffer.consume(Buffer::block_size - 6);
  step("more is appended");
  buffer.append("was");
  expect_bytes(buffer.view(), "as it was", "what is in the buffer");
  CHECK(buffer.capacity() == Buffer::block_size);
  step("the front is consumed, and there is room for all the rest of the block");
  buffer.consume(6);
  expect_bytes(buffer.view(), "was", "what is in the buffer");
  CHECK(buffer.prepare(1).size() == Buffer::block_size - 9);
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
  CHECK(buffer.size() == 65'000);
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
