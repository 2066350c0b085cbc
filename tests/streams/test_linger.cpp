// Linger: closing ends with FIN and not with a reset, even if the peer still sends.

#include "streams/linger.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "tests/support/connections.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loops.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::AnyLoop;
using test::close_both;
using test::connected_pair;
using test::over_every_loop;
using test::Pair;
using test::passes;

constexpr std::size_t plenty = 32u << 20;  // more than the system's buffers hold

TEST_CASE("X07: unread input does not turn the end into a reset: every byte of the reply comes") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    const std::string reply = test::pattern(200'000);
    pair.client.writer.write("question\n");
    pair.client.writer.write(test::pattern(50'000));  // nobody will read this
    const std::string question = co_await pair.server.reader.readline();
    CHECK(question == "question\n");
    pair.server.writer.write(reply);
    pair.server.writer.close();
    // This comes when the other side has closed. A socket that is gone would answer with a reset,
    // and that would drop the reply out of the client's buffer.
    for (int i = 0; i < 20; ++i) {
      pair.client.writer.write("late");
      co_await passes(2);
    }
    const std::string got = co_await pair.client.reader.read();
    CHECK((got == reply));
    CHECK(pair.client.reader.at_eof());
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("X07: a client that is sending megabytes when the farewell comes can send them all") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    pair.client.writer.write(std::string(plenty, 'x'));
    CHECK(pair.client.writer.write_buffer_size() > 0);
    pair.server.writer.write("Server is busy. Try again later.\r\n");
    pair.server.writer.close();
    co_await pair.client.writer.drain();
    const std::string text = co_await pair.client.reader.read();
    CHECK(text == "Server is busy. Try again later.\r\n");
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("P13: when both have finished, the end comes with the peer's FIN, and no timer") {
  sim::World world;
  static constexpr auto main = []() -> Task<void> {
    EventLoop& loop = EventLoop::current();
    const TimePoint begin = loop.time();
    Pair pair = co_await connected_pair();
    pair.server.writer.close();
    pair.client.writer.close();
    co_await pair.server.writer.wait_closed();
    co_await pair.client.writer.wait_closed();
    CHECK(loop.time() == begin);
    CHECK(loop.timer_count() == 0);
  };
  world.run(main());
}

TEST_CASE("linger: a peer that says nothing more is waited for, two seconds") {
  sim::World world;
  static constexpr auto main = []() -> Task<void> {
    EventLoop& loop = EventLoop::current();
    Pair pair = co_await connected_pair();
    const TimePoint begin = loop.time();
    pair.server.writer.close();
    co_await pair.server.writer.wait_closed();
    CHECK(loop.time() - begin == 2s);
    CHECK(pair.server.writer.fd() == -1);
    co_await close_both(pair);
  };
  world.run(main());
}

TEST_CASE("linger: what came in time is read, even if this program had no turn until it was over") {
  sim::World world;
  static constexpr auto main = [](sim::VirtualClock& clock) -> Task<void> {
    Pair pair = co_await connected_pair();
    pair.server.writer.close();
    co_await passes(3);
    pair.client.writer.write("in time");
    clock.advance(1h);  // as on a machine that is very busy
    co_await pair.server.writer.wait_closed();
    // Unread, it would have been answered with a reset, and this write would fail.
    pair.client.writer.write("too late");
    CHECK_FALSE(pair.client.writer.is_closing());
    co_await close_both(pair);
  };
  world.run(main(world.clock()));
}

/// Sends a little every tenth of a second, until that fails.
Task<void> talk_on(StreamWriter& writer) {
  while (!writer.is_closing()) {
    writer.write("and another thing\n");
    co_await sleep(100ms);
  }
}

TEST_CASE("linger: one that never stops talking gains no time") {
  sim::World world;
  static constexpr auto main = []() -> Task<void> {
    EventLoop& loop = EventLoop::current();
    Pair pair = co_await connected_pair();
    const TaskHandle<void> talking = create_task(talk_on(pair.client.writer));
    const TimePoint begin = loop.time();
    pair.server.writer.close();
    co_await pair.server.writer.wait_closed();
    CHECK(loop.time() - begin == 2s);
    co_await talking;  // its connection is gone now
    co_await close_both(pair);
  };
  world.run(main());
}

TEST_CASE("linger: the time is the program's choice, before and after close") {
  sim::World world;
  static constexpr auto main = []() -> Task<void> {
    EventLoop& loop = EventLoop::current();
    Pair before = co_await connected_pair();
    Pair after = co_await connected_pair();
    const TimePoint begin = loop.time();
    before.server.writer.transport().set_linger(100ms);
    CHECK(before.server.writer.transport().linger() == 100ms);
    before.server.writer.close();
    after.server.writer.close();
    co_await before.server.writer.wait_closed();
    CHECK(loop.time() - begin == 100ms);
    after.server.writer.transport().set_linger(50ms);  // from now
    co_await after.server.writer.wait_closed();
    CHECK(loop.time() - begin == 150ms);
    co_await close_both(before);
    co_await close_both(after);
  };
  world.run(main());
}

TEST_CASE("linger: abort ends it at once, and so does a reset by the peer") {
  sim::World world;
  static constexpr auto main = []() -> Task<void> {
    EventLoop& loop = EventLoop::current();
    const TimePoint begin = loop.time();
    Pair aborted = co_await connected_pair();
    aborted.server.writer.close();
    CHECK(aborted.server.writer.fd() != -1);
    aborted.server.writer.abort();
    CHECK(aborted.server.writer.fd() == -1);
    Pair reset = co_await connected_pair();
    reset.server.writer.close();
    co_await passes(2);
    reset.client.writer.abort();
    co_await reset.server.writer.wait_closed();  // all was sent: no error of ours
    CHECK(loop.time() == begin);
    CHECK(loop.timer_count() == 0);
    co_await close_both(aborted);
  };
  world.run(main());
}

/// Reads a clock that stands behind a simulated one, but admits to be wrong by a millisecond: the
/// loop then runs timers up to that much early.
class CoarseClock final : public Clock {
 public:
  explicit CoarseClock(sim::VirtualClock& exact) : exact_(exact) {}
  TimePoint now() override { return exact_.now(); }
  Duration resolution() const override { return 1ms; }

 private:
  sim::VirtualClock& exact_;
};

TEST_CASE("linger: ends also when a coarse clock calls its timer early") {
  sim::VirtualClock exact;
  CoarseClock clock(exact);
  sim::Network network;
  EventLoop loop(std::make_unique<sim::SimSelector>(exact, network, [] { return "deadlock"; }),
                 clock, network);
  static constexpr auto main = [](EventLoop& running) -> Task<void> {
    Pair pair = co_await connected_pair();
    const TimePoint begin = running.time();
    pair.server.writer.close();
    co_await sleep(2s - 500us);  // within the clock's error of the deadline
    co_await pair.server.writer.wait_closed();
    CHECK(running.time() - begin <= 2s);
    co_await close_both(pair);
  };
  run(loop, main(loop));
}

}  // namespace
}  // namespace kit
