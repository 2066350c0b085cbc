// StreamReader over sockets: when it reads, and when it does not. One connection, both ends in the
// same loop, over every selector and in a simulated world.
//
// asyncio's transport reads as soon as there is something and pushes; this reader pulls. P02 (one
// recv for each readiness) and P16 (nobody reads: the bytes stay in the system, and nothing spins)
// are said of it in that sense.

#include <doctest/doctest.h>

#include <string>

#include "streams/reader.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loops.hpp"
#include "tests/support/scripted_net.hpp"

namespace kit {
namespace {

using test::AnyLoop;
using test::close_both;
using test::connected_pair;
using test::failure_of;
using test::is;
using test::over_every_loop;
using test::Pair;
using test::passes;

TEST_CASE("R02: read over a socket gives what came, without waiting for more") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    pair.client.writer.write("three");
    const std::string some = co_await pair.server.reader.read(100);
    CHECK(some == "three");
    pair.client.writer.write("rest");
    pair.client.writer.write_eof();
    const std::string rest = co_await pair.server.reader.read();
    CHECK(rest == "rest");
    CHECK(pair.server.reader.at_eof());
    const std::string nothing = co_await pair.server.reader.read(100);
    CHECK(nothing.empty());
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

/// Writes all of `text`, a few bytes in each pass of the loop.
Task<void> trickle(StreamWriter& writer, std::string text, std::size_t step) {
  for (std::size_t i = 0; i < text.size(); i += step) {
    writer.write(std::string_view(text).substr(i, step));
    co_await sleep(Duration::zero());
  }
  writer.write_eof();
}

TEST_CASE("R05: lines come out whole, however the bytes arrive") {
  static constexpr auto main = []() -> Task<void> {
    for (const std::size_t step : {1, 2, 3, 5, 100}) {
      CAPTURE(step);
      Pair pair = co_await connected_pair();
      const TaskHandle<void> writing =
          create_task(trickle(pair.client.writer, "one\n\nthree\r\nfo", step));
      std::string lines;
      for (;;) {
        const std::string line = co_await pair.server.reader.readline();
        if (line.empty()) break;
        lines += "<" + line + ">";
      }
      CHECK(lines == "<one\n><\n><three\r\n><fo>");
      co_await writing;
      co_await close_both(pair);
    }
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("R02: megabytes come through in order") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    const std::string text = test::pattern(3'000'000);
    pair.client.writer.write(text);
    pair.client.writer.write_eof();
    const std::string begin = co_await pair.server.reader.readexactly(1'000'000);
    const std::string rest = co_await pair.server.reader.read();
    CHECK((begin + rest == text));
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("R14: a second coroutine on one socket is refused, the first gets its bytes") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    TaskHandle<std::string> first = create_task(pair.server.reader.readline());
    co_await passes(1);
    const std::exception_ptr failure = co_await failure_of(pair.server.reader.read(1));
    CHECK(is<std::runtime_error>(failure));
    pair.client.writer.write("for the first\n");
    const std::string line = co_await first;
    CHECK(line == "for the first\n");
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("R16: a read cancelled while it waits for a socket loses no byte") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    TaskHandle<std::string> waiting = create_task(pair.server.reader.readline());
    co_await passes(2);
    pair.client.writer.write("ab");
    co_await passes(2);
    waiting.cancel();
    co_await passes(2);
    CHECK(waiting.cancelled());
    pair.client.writer.write("cd\n");
    const std::string line = co_await pair.server.reader.readline();
    CHECK(line == "abcd\n");
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

/// Cancels the task that waits, in the same pass in which its descriptor became readable.
Task<void> cancel_when_readable(TaskHandle<std::string> reading, StreamWriter& peer) {
  peer.write("bytes\n");
  EventLoop& loop = EventLoop::current();
  // Runs before the reader in the next pass: the ready queue comes before the descriptors.
  loop.call_soon([reading] { reading.cancel(); });
  co_await passes(3);
  CHECK(reading.cancelled());
}

TEST_CASE("R16: nor does one that is cancelled in the pass in which its bytes came") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    TaskHandle<std::string> waiting = create_task(pair.server.reader.readline());
    co_await passes(2);
    co_await cancel_when_readable(waiting, pair.client.writer);
    const std::string line = co_await pair.server.reader.readline();
    CHECK(line == "bytes\n");
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("P16: bytes that nobody wants stay in the system, and do not spin") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    EventLoop& loop = EventLoop::current();
    pair.client.writer.write("one\n");
    const std::string one = co_await pair.server.reader.readline();
    CHECK(one == "one\n");
    pair.client.writer.write("two\n");
    // Nobody reads. The selector is told so, and is not asked about this descriptor any more.
    const bool disarmed = co_await test::until_disarmed(loop, pair.server.writer.fd(), event_read);
    CHECK(disarmed);
    CHECK(pair.server.reader.buffered().empty());
    const std::string two = co_await pair.server.reader.readline();
    CHECK(two == "two\n");
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("P02: one recv for each readiness, none in vain") {
  test::ScriptedWorld world;
  static constexpr auto main = [](test::ScriptedNet& net) -> Task<void> {
    Pair pair = co_await connected_pair();
    const int before = net.recvs;
    for (int i = 0; i < 10; ++i) {
      // Begins to read when nothing is there yet, and does not ask the system to hear so.
      TaskHandle<std::string> reading = create_task(pair.server.reader.readline());
      co_await passes(1);
      pair.client.writer.write("question\n");
      const std::string question = co_await reading;
      CHECK(question == "question\n");
    }
    CHECK(net.recvs - before == 10);
    co_await close_both(pair);
  };
  world.run(main(world.net()));
}

TEST_CASE("P02: a spurious wake-up is ignored silently") {
  test::ScriptedWorld world;
  static constexpr auto main = [](test::ScriptedNet& net) -> Task<void> {
    Pair pair = co_await connected_pair();
    int refused = 0;
    net.on_recv = [&refused](int, std::span<std::byte>) -> std::optional<IoResult> {
      if (refused == 3) return std::nullopt;
      ++refused;
      return IoResult::failed(EAGAIN);
    };
    pair.client.writer.write("late\n");
    const std::string line = co_await pair.server.reader.readline();
    CHECK(line == "late\n");
    CHECK(refused == 3);
    net.on_recv = nullptr;
    co_await close_both(pair);
  };
  world.run(main(world.net()));
}

Task<void> count_passes(int& count) {
  for (;;) {
    co_await sleep(Duration::zero());
    ++count;
  }
}

TEST_CASE("reader: a peer that never stops sending leaves the others their turn") {
  test::ScriptedWorld world;
  static constexpr auto main = [](test::ScriptedNet& net) -> Task<void> {
    Pair pair = co_await connected_pair();
    pair.client.writer.write("x");
    // Always as much as there is room for: no recv ever says that nothing is left.
    net.on_recv = [](int, std::span<std::byte> room) -> std::optional<IoResult> {
      return IoResult::ok(static_cast<std::int64_t>(room.size()));
    };
    int count = 0;
    const TaskHandle<void> other = create_task(count_passes(count));
    for (int i = 0; i < 1000; ++i) {
      co_await pair.server.reader.fill();
      pair.server.reader.consume(pair.server.reader.buffered().size());
    }
    CHECK(count >= 1000 / 2 - 1);  // after 128 KiB, which is two full buffers
    CHECK(count <= 1000 / 2 + 1);  // and not more often: each time costs a call of the selector
    other.cancel();
    net.on_recv = nullptr;
    co_await close_both(pair);
  };
  world.run(main(world.net()));
}

TEST_CASE("P21: both ends know who they talk to") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    CHECK(pair.client.reader.peername() == pair.server.writer.sockname());
    CHECK(pair.server.reader.peername() == pair.client.writer.sockname());
    CHECK(pair.client.writer.peername().host() == "127.0.0.1");
    CHECK(pair.server.writer.peername().port() != 0);
    const Address before = pair.client.writer.peername();
    co_await close_both(pair);
    CHECK(pair.client.writer.peername() == before);  // also when the socket is gone
    CHECK(pair.client.writer.fd() == -1);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

}  // namespace
}  // namespace kit
