// Under virtual time: "exactly" means to the nanosecond.
#include "servers/common/idle_timer.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/support/connections.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loops.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::close_both;
using test::connected_pair;
using test::Pair;

TEST_CASE("idle timer: after so much silence the reader sees end of file") {
  static constexpr auto main = [](sim::World& world) -> Task<void> {
    Pair pair = co_await connected_pair();
    const IdleTimer timer(pair.server.writer.transport(), 10s);
    CHECK_FALSE(timer.expired());
    const TimePoint start = world.clock().now();
    const bool more = co_await pair.server.reader.fill();
    CHECK_FALSE(more);
    CHECK(timer.expired());
    CHECK(world.clock().now() - start == 10s);
    // The way out is still open: there may be a farewell.
    pair.server.writer.write("bye");
    const std::string farewell = co_await pair.client.reader.read(3);
    CHECK(farewell == "bye");
    co_await close_both(pair);
  };
  sim::World world;
  world.run(main(world));
}

TEST_CASE("idle timer: touch begins a new silence") {
  static constexpr auto main = [](sim::World& world) -> Task<void> {
    Pair pair = co_await connected_pair();
    IdleTimer timer(pair.server.writer.transport(), 10s);
    const TimePoint start = world.clock().now();
    for (int i = 0; i < 5; ++i) {
      co_await sleep(7s);
      CHECK_FALSE(timer.expired());
      timer.touch();
    }
    const bool more = co_await pair.server.reader.fill();
    CHECK_FALSE(more);
    CHECK(timer.expired());
    CHECK(world.clock().now() - start == 45s);
    co_await close_both(pair);
  };
  sim::World world;
  world.run(main(world));
}

TEST_CASE("idle timer: end of file from the client is not silence") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    const IdleTimer timer(pair.server.writer.transport(), 10s);
    pair.client.writer.write_eof();
    const bool more = co_await pair.server.reader.fill();
    CHECK_FALSE(more);
    CHECK_FALSE(timer.expired());
    co_await close_both(pair);
  };
  sim::World world;
  world.run(main());
}

TEST_CASE("idle timer: limit zero means never, and takes no timer") {
  static constexpr auto main = [](sim::World& world) -> Task<void> {
    Pair pair = co_await connected_pair();
    const std::size_t before = world.loop().timer_count();
    IdleTimer timer(pair.server.writer.transport(), Duration::zero());
    CHECK(world.loop().timer_count() == before);
    timer.touch();
    co_await sleep(24h);
    CHECK_FALSE(timer.expired());
    CHECK_FALSE(pair.server.writer.transport().input_ended());
    co_await close_both(pair);
  };
  sim::World world;
  world.run(main(world));
}

TEST_CASE("idle timer: destroyed, it leaves nothing behind, even when the connection went first") {
  static constexpr auto main = [](sim::World& world) -> Task<void> {
    Pair pair = co_await connected_pair();
    const std::size_t before = world.loop().timer_count();
    {
      const IdleTimer timer(pair.server.writer.transport(), 10s);
      CHECK(world.loop().timer_count() == before + 1);
    }
    CHECK(world.loop().timer_count() == before);
    const IdleTimer survivor(pair.server.writer.transport(), 10s);
    pair.server.writer.abort();
    co_await sleep(20s);  // it fires on a transport that is closed
    CHECK(survivor.expired());
    co_await close_both(pair);
  };
  sim::World world;
  world.run(main(world));
}

TEST_CASE("idle timer: a client that never reads cannot keep a handler in drain() for ever") {
  static constexpr auto main = [](sim::World& world) -> Task<void> {
    Pair pair = co_await connected_pair();
    StreamWriter& writer = pair.server.writer;
    const IdleTimer timer(writer.transport(), 10s);
    const TimePoint start = world.clock().now();
    writer.write(std::string(1'000'000, 'x'));  // far more than the client's buffer takes
    const std::exception_ptr failure = co_await test::failure_of(test::drained(writer));
    CHECK(test::is<ConnectionError>(failure));
    CHECK(world.clock().now() - start == 10s);
    CHECK(timer.expired());
    CHECK(writer.fd() == -1);
    co_await close_both(pair);
  };
  sim::World world;
  world.run(main(world));
}

}  // namespace
}  // namespace kit
