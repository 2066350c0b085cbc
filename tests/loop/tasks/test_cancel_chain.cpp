// cancel() through tasks that await each other.

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/gather.hpp"
#include "loop/tasks/shield.hpp"
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

// ------------------------------------------------------------ long chains

Task<int> gather_inner(TaskHandle<int> inner) {
  std::vector<TaskHandle<int>> inners(1, std::move(inner));
  const std::vector<int> values = co_await gather(std::move(inners));
  co_return values.front();
}

Task<int> shield_inner(TaskHandle<int> inner) {
  const int value = co_await shield(std::move(inner));
  co_return value;
}

/// So many tasks, each of which awaits the one before it.
TaskHandle<int> chain(TaskHandle<int> handle, int length, Task<int> (*awaits)(TaskHandle<int>)) {
  for (int i = 0; i < length; ++i) handle = create_task(awaits(std::move(handle)));
  return handle;
}

/// Cancels the outermost of a hundred thousand.
Task<> cancel_long_chain(Tally& tally, Task<int> (*awaits)(TaskHandle<int>)) {
  const TaskHandle<int> inner = create_task(hold(Witness(tally)));
  const TaskHandle<int> outer = chain(inner, 100'000, awaits);
  co_await sleep(1s);
  CHECK(outer.cancel());
  CHECK(inner.cancelling() == 1);
  co_await sleep(1s);
  CHECK(inner.cancelled());
  CHECK(outer.cancelled());
}

TEST_CASE("cancel: it reaches the end of a chain of a hundred thousand tasks, and comes back") {
  for (const auto awaits : {await_inner, gather_inner}) {
    Tally tally;
    sim::World().run(cancel_long_chain(tally, awaits));
    check_all_gone(tally);
  }
}

Task<> cancel_shielded_chain() {
  Tally tally;
  const TaskHandle<int> inner = create_task(hold(Witness(tally)));
  const TaskHandle<int> shielded = chain(inner, 1'000, await_inner);
  const TaskHandle<int> outer = chain(create_task(shield_inner(shielded)), 1'000, await_inner);
  co_await sleep(1s);
  CHECK(outer.cancel());
  co_await sleep(1s);
  CHECK(outer.cancelled());
  CHECK(shielded.cancelling() == 0);
  CHECK(inner.cancelling() == 0);
  const int value = co_await shielded;
  CHECK(value == 1);
}

TEST_CASE("cancel: a shield stops it in the middle of a chain") {
  sim::World().run(cancel_shielded_chain());
}

// ------------------------------------------------------------ chains that fork and meet

using Record = std::vector<std::string>;

Task<int> note_cancelled(Record& record, std::string name) {
  try {
    co_await sleep(1h);
  } catch (const Cancelled&) {
    record.push_back(std::move(name));
    throw;
  }
  co_return 0;
}

Task<int> gather_all(std::vector<TaskHandle<int>> handles) {
  const std::vector<int> values = co_await gather(std::move(handles));
  int sum = 0;
  for (const int value : values) sum += value;
  co_return sum;
}

Task<> cancel_fork(Record& record) {
  const TaskHandle<int> a = create_task(note_cancelled(record, "a"));
  const TaskHandle<int> b = create_task(note_cancelled(record, "b"));
  const TaskHandle<int> c = create_task(note_cancelled(record, "c"));
  std::vector<TaskHandle<int>> branches;
  branches.push_back(create_task(await_inner(b)));
  branches.push_back(create_task(await_inner(a)));
  branches.push_back(c);
  const TaskHandle<int> outer = create_task(gather_all(branches));
  co_await sleep(0s);
  co_await sleep(0s);
  CHECK(outer.cancel());
  co_await sleep(1s);
  CHECK(outer.cancelled());
}

TEST_CASE("cancel: of several it goes down one after the other, each with all below it") {
  Record record;
  sim::World().run(cancel_fork(record));
  CHECK(record == Record{"b", "a", "c"});
}

Task<> cancel_diamond() {
  EventLoop& loop = EventLoop::current();
  const TaskHandle<int> inner = create_task(survive());
  const TaskHandle<int> middle = create_task(await_inner(inner));
  std::vector<TaskHandle<int>> branches;
  for (int i = 0; i < 2; ++i) branches.push_back(create_task(await_inner(middle)));
  const TaskHandle<int> outer = create_task(gather_all(branches));
  co_await sleep(1s);
  const TimePoint start = loop.time();
  CHECK(outer.cancel());
  CHECK(middle.cancelling() == 2);
  CHECK(inner.cancelling() == 2);
  co_await sleep(2s);
  CHECK(loop.time() - start == 2s);
  REQUIRE(middle.done());
  CHECK_FALSE(middle.cancelled());  // it was not broken off: its awaited one had time to clean up
  CHECK(branches[1].result() == 7);
  CHECK(outer.cancelled());  // who gathers owes a Cancelled
}

TEST_CASE("cancel: two branches that meet again await the cleanup of what they share") {
  sim::World().run(cancel_diamond());
}

Task<int> gather_other(std::optional<TaskHandle<int>>& other, Tally& tally) {
  std::vector<TaskHandle<int>> handles;
  handles.push_back(create_task(hold(Witness(tally))));
  handles.push_back(*other);
  const int sum = co_await gather_all(std::move(handles));
  co_return sum;
}

Task<> one_second() { co_await sleep(1s); }

TEST_CASE("cancel: a ring that goes through a gather ends, wherever it is cancelled") {
  for (const bool at_gather : {true, false}) {
    CAPTURE(at_gather);
    Tally tally;
    sim::World world;
    std::optional<TaskHandle<int>> a;
    std::optional<TaskHandle<int>> b;
    a = create_task(world.loop(), gather_other(b, tally), "a");
    b = create_task(world.loop(), await_each_other(a), "b");
    run_until_complete(world.loop(), one_second());
    CHECK((at_gather ? a : b)->cancel());
    run_until_complete(world.loop(), one_second());
    CHECK(a->cancelled());
    CHECK(b->cancelled());
    check_all_gone(tally);
  }
}

}  // namespace
}  // namespace kit
