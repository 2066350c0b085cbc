#include "streams/buffer.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "tests/support/connections.hpp"

namespace kit {
namespace {

/// Puts `bytes` in the way a socket does: into prepared room.
void receive(Buffer& buffer, std::string_view bytes) {
  const std::span<std::byte> room = buffer.prepare(bytes.size());
  REQUIRE(room.size() >= bytes.size());
  std::memcpy(room.data(), bytes.data(), bytes.size());
  buffer.commit(bytes.size());
}

TEST_CASE("buffer: bytes come out as they went in, in one piece") {
  Buffer buffer;
  buffer.append("one ");
  receive(buffer, "two ");
  buffer.append("");
  buffer.append("three");
  CHECK(buffer.view() == "one two three");
  buffer.consume(4);
  CHECK(buffer.view() == "two three");
  CHECK(buffer.size() == 9);
  buffer.clear();
  CHECK(buffer.empty());
  CHECK(buffer.view().empty());
}

TEST_CASE("buffer: an empty one owns no memory") {
  Buffer buffer;
  CHECK(buffer.capacity() == 0);
  buffer.append("abc");
  CHECK(buffer.capacity() == Buffer::block_size);
  buffer.consume(2);
  CHECK(buffer.capacity() == Buffer::block_size);
  buffer.consume(1);
  CHECK(buffer.capacity() == 0);
  // Room that nothing was received into goes back, too.
  (void)buffer.prepare(1);
  CHECK(buffer.capacity() == Buffer::block_size);
  buffer.clear();
  CHECK(buffer.capacity() == 0);
  buffer.clear();
  CHECK(buffer.empty());
}

TEST_CASE("buffer: the block that one gives back serves the next") {
  Buffer first;
  first.append("x");
  const char* const block = first.view().data();
  first.clear();
  Buffer second;
  second.append("y");
  CHECK(second.view().data() == block);
}

TEST_CASE("buffer: prepare offers all the room there is, and keeps what is there") {
  Buffer buffer;
  CHECK(buffer.prepare(10).size() == Buffer::block_size);
  buffer.append("abc");
  CHECK(buffer.prepare(10).size() == Buffer::block_size - 3);
  CHECK(buffer.prepare(Buffer::block_size).size() >= Buffer::block_size);
  CHECK(buffer.view() == "abc");
  CHECK(buffer.prepare(300'000).size() >= 300'000);
  CHECK(buffer.view() == "abc");
}

TEST_CASE("buffer: a stream of records does not make it grow") {
  Buffer buffer;
  buffer.append("rest");
  for (int i = 0; i < 10'000; ++i) {
    buffer.append("0123456789");
    buffer.consume(10);
  }
  CHECK(buffer.size() == 4);
  CHECK(buffer.capacity() == Buffer::block_size);
}

TEST_CASE("buffer: growing for ever copies each byte a few times only") {
  Buffer buffer;
  std::size_t moves = 0;
  const char* place = nullptr;
  for (int i = 0; i < 4096; ++i) {
    buffer.append(std::string(1024, 'x'));
    moves += buffer.view().data() != place ? 1 : 0;
    place = buffer.view().data();
  }
  CHECK(buffer.size() == 4u << 20);
  CHECK(moves <= 10);  // doubled each time, from 64 KiB to 4 MiB
}

TEST_CASE("buffer: shrink keeps a few bytes in a small block") {
  Buffer buffer;
  buffer.shrink();
  CHECK(buffer.capacity() == 0);
  buffer.append("xxGET");
  buffer.consume(2);
  buffer.shrink();
  CHECK(buffer.capacity() == 3);
  CHECK(buffer.view() == "GET");
  buffer.append(" key");
  CHECK(buffer.view() == "GET key");
  // A block that is well used stays.
  buffer.append(std::string(Buffer::block_size / 2, 'x'));
  const std::size_t before = buffer.capacity();
  buffer.shrink();
  CHECK(buffer.capacity() == before);
}

TEST_CASE("buffer: moving takes the bytes along") {
  Buffer from;
  from.append("bytes");
  Buffer to(std::move(from));
  CHECK(to.view() == "bytes");
  Buffer other;
  other.append("old");
  other = std::move(to);
  CHECK(other.view() == "bytes");
}

/// A generator of numbers that is the same everywhere.
class Numbers {
 public:
  std::size_t below(std::size_t end) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>(state_ >> 33) % end;
  }

 private:
  std::uint64_t state_ = 1;
};

TEST_CASE("buffer: does what a string does, for any mix of operations") {
  Numbers numbers;
  const std::string source = test::pattern(200'000);
  Buffer buffer;
  std::string model;
  for (int i = 0; i < 3'000; ++i) {
    const std::size_t most = numbers.below(50) == 0 ? source.size() : 2'000;
    const std::string_view piece = std::string_view(source).substr(numbers.below(1'000), most);
    const std::string_view some = piece.substr(0, numbers.below(piece.size()));
    switch (numbers.below(5)) {
      case 0:
        buffer.append(some);
        model.append(some);
        break;
      case 1:
        receive(buffer, some);
        model.append(some);
        break;
      case 2:
        buffer.shrink();
        break;
      default: {
        const std::size_t bytes = numbers.below(model.size() + 1);
        buffer.consume(bytes);
        model.erase(0, bytes);
      }
    }
    REQUIRE(buffer.view() == model);
  }
}

}  // namespace
}  // namespace kit
