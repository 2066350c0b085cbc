// The end of a connection that nobody waits for any more: a wait that is cancelled, and a
// Connection that is dropped while much is still to be sent.

#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <string>
#include <utility>

#include "tests/support/capture.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/loops.hpp"

namespace kit {
namespace {

using test::AnyLoop;
using test::close_both;
using test::connected_pair;
using test::over_every_loop;
using test::Pair;
using test::passes;

constexpr std::size_t plenty = 32u << 20;  // more than the system's buffers hold

TEST_CASE("X06: cancelling a task in wait_closed() ends it, whatever the connection does") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    StreamWriter& writer = pair.client.writer;
    const TaskHandle<void> waiting = create_task(test::closed(writer));
    const TaskHandle<void> other = create_task(test::closed(writer));
    co_await passes(2);
    CHECK_FALSE(waiting.done());
    CHECK(waiting.cancel());
    co_await passes(3);
    REQUIRE(waiting.done());
    CHECK(waiting.cancelled());
    // The connection has not noticed, nor has the other one who waits.
    CHECK_FALSE(writer.is_closing());
    CHECK_FALSE(other.done());
    co_await close_both(pair);
    co_await other;
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("X06: so does cancelling it while close() is still sending") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    StreamWriter& writer = pair.client.writer;
    writer.write(std::string(plenty, 'x'));
    writer.close();
    const TaskHandle<void> waiting = create_task(test::closed(writer));
    co_await passes(2);
    CHECK_FALSE(waiting.done());
    CHECK(waiting.cancel());
    co_await passes(3);
    REQUIRE(waiting.cancelled());
    const std::string all = co_await pair.server.reader.read();
    CHECK(all.size() == plenty);
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

/// Runs passes until the loop has let go of `fd`. Nobody may open anything meanwhile. True when it
/// is closed then.
Task<bool> until_closed(EventLoop& loop, int fd) {
  const std::uint32_t generation = loop.watchers().generation(fd);
  for (int i = 0; i < 10'000 && loop.watchers().generation(fd) == generation; ++i)
    co_await sleep(Duration::zero());
  co_return loop.net().socket_error(fd) == EBADF;
}

TEST_CASE("P13: a client that closes and forgets its connection is not hurt by the peer's end") {
  static constexpr auto main = [](bool reset) -> Task<void> {
    EventLoop& loop = EventLoop::current();
    Net& net = loop.net();
    std::array<int, 2> ends{-1, -1};
    REQUIRE(net.socketpair(ends).is_ok());
    {
      Connection client = wrap_socket(loop, ends[0], Address());
      client.writer.write(std::string(plenty, 'x'));
      client.writer.close();
    }
    co_await passes(3);
    CHECK(net.socket_error(ends[0]) != EBADF);  // the loop holds it: there is much to send
    if (reset)
      net.reset(ends[1]);
    else
      net.close(ends[1]);
    const bool closed = co_await until_closed(loop, ends[0]);
    CHECK(closed);
  };
  for (const bool reset : {false, true}) {
    CAPTURE(reset);
    const test::CaptureLog log;
    over_every_loop([reset](AnyLoop& any) { any.run(main(reset)); });
    CHECK(log.records.empty());
  }
}

TEST_CASE("P13: nor over TCP, when the peer resets") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    const int fd = pair.client.writer.fd();
    {
      Connection client = std::move(pair.client);
      client.writer.write(std::string(plenty, 'x'));
      client.writer.close();
    }
    co_await passes(3);
    pair.server.writer.abort();
    const bool closed = co_await until_closed(EventLoop::current(), fd);
    CHECK(closed);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

}  // namespace
}  // namespace kit
