// EventLoop: call_soon, call_later, call_at and cancel. Time is virtual.
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "loop/event_loop.hpp"
#include "loop/os/clock.hpp"
#include "loop/sim/world.hpp"
#include "tests/support/passes.hpp"

using namespace kit;
using namespace std::chrono_literals;
using test::run_pass;

namespace {

/// A clock that ticks only every ten milliseconds, as old systems' did.
class CoarseClock final : public Clock {
 public:
  TimePoint now() override { return now_; }
  Duration resolution() const override { return 10ms; }
  void advance(Duration step) { now_ += step; }

 private:
  TimePoint now_{};
};

}  // namespace

TEST_CASE("L05: delays of 30, 10 and 20 ms end in the order 10, 20, 30, each on time") {
  sim::World world;
  EventLoop& loop = world.loop();
  const TimePoint start = loop.time();
  std::vector<Duration> ends;
  for (const Duration delay : {30ms, 10ms, 20ms})
    loop.call_later(delay, [&] { ends.push_back(loop.time() - start); });
  loop.call_later(1h, [&] { loop.stop(); });
  loop.run_forever();
  CHECK(ends == std::vector<Duration>{10ms, 20ms, 30ms});
}

TEST_CASE("L06: timers with one deadline run in the order in which they were set") {
  sim::World world;
  EventLoop& loop = world.loop();
  const TimePoint deadline = loop.time() + 1s;
  std::vector<int> order;
  for (int i = 0; i < 6; ++i) loop.call_at(deadline, [&order, i] { order.push_back(i); });
  loop.call_at(deadline, [&] { loop.stop(); });
  loop.run_forever();
  CHECK(order == std::vector{0, 1, 2, 3, 4, 5});
}

TEST_CASE("L07: a negative delay is due at once, the earlier deadline first") {
  sim::World world;
  EventLoop& loop = world.loop();
  const TimePoint start = loop.time();
  std::vector<int> order;
  loop.call_later(-1s, [&] { order.push_back(-1); });
  loop.call_later(-2s, [&] { order.push_back(-2); });
  run_pass(loop);
  CHECK(order == std::vector{-2, -1});
  CHECK(loop.time() == start);
}

TEST_CASE("L07: the longest and the most negative delay do not overflow") {
  sim::World world;
  EventLoop& loop = world.loop();
  world.clock().advance(1h);
  std::vector<std::string> order;
  loop.call_later(Duration::max(), [&] { order.push_back("never"); });
  loop.call_later(Duration::min(), [&] {
    order.push_back("now");
    loop.call_at(TimePoint::min(), [&] { loop.stop(); });
  });
  const TimePoint start = loop.time();
  loop.run_forever();
  CHECK(order == std::vector<std::string>{"now"});
  CHECK(loop.time() == start);
}

TEST_CASE("L08: a timer does not fire before its deadline") {
  sim::World world;
  EventLoop& loop = world.loop();
  bool fired = false;
  loop.call_at(loop.time() + 100ms, [&] { fired = true; });
  world.clock().advance(100ms - 1ns);
  run_pass(loop);
  CHECK_FALSE(fired);
  world.clock().advance(1ns);
  run_pass(loop);
  CHECK(fired);
}

// The clock cannot tell two moments apart that lie within one of its steps. A timer that would be
// due in the next such step is due now; else the loop would poll with a timeout of nearly nothing
// until the clock ticks.
TEST_CASE("L08: on a coarse clock, a timer is early by less than one step") {
  CoarseClock clock;
  sim::Network network;
  sim::VirtualClock unused;
  EventLoop loop(std::make_unique<sim::SimSelector>(unused, network, [] { return std::string(); }),
                 clock, network);
  bool fired = false;
  loop.call_later(100ms, [&] { fired = true; });
  clock.advance(90ms);
  run_pass(loop);
  CHECK_FALSE(fired);
  clock.advance(1ms);
  run_pass(loop);
  CHECK(fired);
}

TEST_CASE("L08: on the system's clock, a timer is never early") {
  EventLoop loop;
  const TimePoint start = loop.time();
  TimePoint end = start;
  loop.call_later(3ms, [&] {
    end = loop.time();
    loop.stop();
  });
  loop.run_forever();
  CHECK(end - start >= 3ms);
}

TEST_CASE("L09: a cancelled callback never runs") {
  sim::World world;
  EventLoop& loop = world.loop();
  int runs = 0;
  const CallHandle soon = loop.call_soon([&] { ++runs; });
  const CallHandle later = loop.call_later(1s, [&] { ++runs; });
  CHECK_FALSE(soon->cancelled());
  loop.cancel(soon);
  loop.cancel(later);
  CHECK(soon->cancelled());
  CHECK(later->cancelled());
  loop.cancel(soon);  // twice is fine
  loop.call_later(1h, [&] { loop.stop(); });
  loop.run_forever();
  CHECK(runs == 0);
}

TEST_CASE("L09: one callback may cancel the next of the same pass, or a timer that is due") {
  sim::World world;
  EventLoop& loop = world.loop();
  int runs = 0;
  CallHandle next;
  CallHandle due;
  loop.call_soon([&] {
    loop.cancel(next);
    loop.cancel(due);
  });
  next = loop.call_soon([&] { ++runs; });
  due = loop.call_later(0s, [&] { ++runs; });
  run_pass(loop);
  run_pass(loop);
  CHECK(runs == 0);
  CHECK(next->cancelled());
  CHECK(due->cancelled());
}

TEST_CASE("L09: cancelling after the run, or from inside it, changes nothing") {
  sim::World world;
  EventLoop& loop = world.loop();
  int runs = 0;
  CallHandle handle;
  handle = loop.call_soon([&] {
    ++runs;
    loop.cancel(handle);
  });
  run_pass(loop);
  loop.cancel(handle);
  CHECK_FALSE(handle->cancelled());
  CHECK(runs == 1);
}

TEST_CASE("L09: cancelling a handle that refers to nothing does nothing") {
  sim::World world;
  const CallHandle none;
  world.loop().cancel(none);
  CHECK_FALSE(none);
}

TEST_CASE("L09: what a callback captured goes when it has run or was cancelled") {
  sim::World world;
  EventLoop& loop = world.loop();
  const auto ran = std::make_shared<int>(1);
  const auto cancelled = std::make_shared<int>(2);
  const CallHandle first = loop.call_soon([ran] {});
  const CallHandle second = loop.call_later(1h, [cancelled] {});
  CHECK(ran.use_count() == 2);
  CHECK(cancelled.use_count() == 2);
  loop.cancel(second);
  run_pass(loop);
  // The handles are still there. If they kept the captures, two objects that hold each other's
  // handles would never be freed.
  CHECK(ran.use_count() == 1);
  CHECK(cancelled.use_count() == 1);
}

TEST_CASE("L10: cancelled timers leave no trace, however many") {
  sim::World world;
  EventLoop& loop = world.loop();
  std::vector<CallHandle> handles;
  int runs = 0;
  for (int i = 0; i < 500; ++i) handles.push_back(loop.call_later(i * 1ms, [&] { ++runs; }));
  for (std::size_t i = 0; i < handles.size(); ++i)
    if (i % 5 != 0) loop.cancel(handles[i]);
  CHECK(loop.timer_count() == 100);
  loop.call_later(1h, [&] { loop.stop(); });
  loop.run_forever();
  CHECK(runs == 100);
  CHECK(loop.timer_count() == 0);
}
