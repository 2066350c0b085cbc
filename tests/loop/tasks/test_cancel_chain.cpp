// cancel() through tasks that await each other.

#include <doctest/doctest.h>

#include <chrono>
#include <optional>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::Tally;
using test::Witness;

Task<int> hold(Witness witness) {
  (void)witness;
  co_await sleep(1h);
  co_return 1;
}

Task<int> await_inner(TaskHandle<int> inner) {
  const int value = co_await inner;
  co_return value;
}

Task<> cancel_outer(Tally& tally) {
  const TaskHandle<int> inner = create_task(hold(Witness(tally)));
  const TaskHandle<int> outer = create_task(await_inner(inner));
  co_await sleep(0s);
  CHECK(outer.cancel());
  co_await sleep(0s);  // the inner one ends,
  co_await sleep(0s);  // and wakes the outer one
  CHECK(outer.cancelled());
  CHECK(inner.cancelled());
}

TEST_CASE("T06: cancelling a task that awaits another cancels the other") {
  Tally tally;
  sim::World().run(cancel_outer(tally));
  check_all_gone(tally);
}

Task<int> survive() {
  bool cancelled = false;
  try {
    co_await sleep(1h);
  } catch (const Cancelled&) {
    cancelled = true;
  }
  co_await sleep(1s);  // once caught it is over: this sleeps in full
  co_return cancelled ? 7 : 0;
}

Task<> cancel_who_awaits_survivor() {
  EventLoop& loop = EventLoop::current();
  const TaskHandle<int> inner = create_task(survive());
  const TaskHandle<int> outer = create_task(await_inner(inner));
  co_await sleep(0s);
  const TimePoint start = loop.time();
  CHECK(outer.cancel());
  const int value = co_await outer;  // not before the inner one has cleaned up
  CHECK(value == 7);
  CHECK(loop.time() - start == 1s);
  CHECK_FALSE(outer.cancelled());
}

TEST_CASE("T08: who awaits a task that caught Cancelled gets its value, after its cleanup") {
  sim::World().run(cancel_who_awaits_survivor());
}

Task<int> await_each_other(std::optional<TaskHandle<int>>& other) {
  const TaskHandle<int> handle = *other;
  const int value = co_await handle;
  co_return value;
}

TEST_CASE("cancel: two tasks that await each other end, and a deadlock is reported as one") {
  sim::World world;
  std::optional<TaskHandle<int>> a;
  std::optional<TaskHandle<int>> b;
  a = create_task(world.loop(), await_each_other(b), "a");
  b = create_task(world.loop(), await_each_other(a), "b");
  CHECK_THROWS_AS(run_until_done(world.loop(), a->state()), sim::Deadlock);
  cancel_all_tasks(world.loop());
  CHECK(a->cancelled());
  CHECK(b->cancelled());
}

}  // namespace
}  // namespace kit
