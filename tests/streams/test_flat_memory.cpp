// A peer that never reads while 100 MB are written to it: write, then drain, and the memory stays
// flat.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "streams/server.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/loops.hpp"
#include "tests/support/memory.hpp"

namespace kit {
namespace {

using test::AnyLoop;
using test::close_both;
using test::connected_pair;
using test::over_every_loop;
using test::Pair;
using test::passes;

constexpr std::size_t total = 100'000'000;
constexpr std::size_t step = 50'000;  // of one write

/// What the writer keeps, and what this process does, at worst.
struct Worst {
  std::size_t unsent = 0;
  std::size_t written = 0;
};

Task<void> write_it_all(StreamWriter& writer, Worst& worst) {
  const std::string piece = test::pattern(step);
  for (; worst.written < total; worst.written += step) {
    writer.write(piece);
    worst.unsent = std::max(worst.unsent, writer.write_buffer_size());
    co_await writer.drain();
  }
  writer.write_eof();
}

/// Checks that memory has not grown by more than a few megabytes since it was `before`.
void check_flat(const std::optional<std::size_t>& before) {
  if (!before) return;
  const std::optional<std::size_t> now = test::resident_bytes();
  CHECK(*now < *before + (8u << 20));
}

TEST_CASE("X03: 100 MB to a peer that does not read: the writer waits, memory stays flat") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    Worst worst;
    const std::optional<std::size_t> before = test::resident_bytes();
    const TaskHandle<void> writing = create_task(write_it_all(pair.client.writer, worst));
    // The system's buffers fill up; then the writer is held.
    while (!pair.client.writer.transport().is_paused() && !writing.done())
      co_await sleep(Duration::zero());
    co_await passes(20);
    CHECK_FALSE(writing.done());
    CHECK(worst.written < total / 2);
    CHECK(pair.client.writer.write_buffer_size() <= Transport::default_high_water + step);
    check_flat(before);
    // Now the peer reads, and all of it comes: nothing was dropped to keep the promise.
    std::size_t received = 0;
    for (;;) {
      const bool more = co_await pair.server.reader.fill();
      if (!more) break;
      received += pair.server.reader.buffered().size();
      pair.server.reader.consume(pair.server.reader.buffered().size());
    }
    co_await writing;
    CHECK(received == total);
    CHECK(worst.unsent <= Transport::default_high_water + step);
    check_flat(before);
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("P16: 100 MB that nobody reads stay with the one who sends") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    Worst worst;
    const TaskHandle<void> writing = create_task(write_it_all(pair.client.writer, worst));
    const std::string first = co_await pair.server.reader.read(1);
    CHECK(first.size() == 1);
    while (!pair.client.writer.transport().is_paused()) co_await sleep(Duration::zero());
    co_await passes(20);
    // The reader holds what one read has brought, and asks for no more.
    CHECK(pair.server.reader.buffered().size() < Buffer::block_size);
    CHECK_FALSE(writing.done());
    writing.cancel();
    pair.client.writer.abort();
    pair.server.writer.abort();
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

}  // namespace
}  // namespace kit
