// uncancel(), and what a task that cancelled itself may still do. Cancelling one that waits, or has
// not begun, is in test_cancel; cancelling through tasks that await each other in
// test_cancel_chain.

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "loop/tasks/sync/lock.hpp"
#include "tests/support/capture.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Record = std::vector<std::string>;

// ------------------------------------------------------------ taking it back

Task<> cancel_and_take_back() {
  TaskBase& self = *TaskBase::current();
  CHECK(self.uncancel() == 0);  // there is nothing to take back
  self.cancel();
  self.cancel();
  CHECK(self.cancelling() == 2);
  CHECK(self.uncancel() == 1);
  CHECK(self.uncancel() == 0);
  CHECK(self.uncancel() == 0);
  const TimePoint start = self.loop().time();
  co_await sleep(1s);
  CHECK(self.loop().time() - start == 1s);
}

TEST_CASE("T17: uncancel counts down to nothing; then the next pause is a pause again") {
  sim::World world;
  const TaskHandle<> handle = create_task(world.loop(), cancel_and_take_back());
  run_until_done(world.loop(), handle.state());
  CHECK_FALSE(handle.cancelled());
  CHECK_NOTHROW(handle.result());
}

Task<> return_uncancelled() {
  TaskBase::current()->cancel();
  TaskBase::current()->uncancel();
  co_return;
}

TEST_CASE("T17: a task that took it back and returns has returned") {
  CHECK_NOTHROW(sim::World().run(return_uncancelled()));
}

Task<> take_one_of_two_back() {
  TaskBase::current()->cancel();
  TaskBase::current()->cancel();
  CHECK(TaskBase::current()->uncancel() == 1);
  co_await sleep(0s);
  CHECK(false);
}

TEST_CASE("T17: with one request of two taken back, the other still ends the task") {
  CHECK_THROWS_AS(sim::World().run(take_one_of_two_back()), Cancelled);
}

Task<int> seven(bool& begun) {
  begun = true;
  co_await sleep(1s);
  co_return 7;
}

Task<> take_back_before_it_begins() {
  bool begun = false;
  const TaskHandle<int> handle = create_task(seven(begun));
  handle.cancel();
  CHECK(handle.state().uncancel() == 0);
  const int value = co_await handle;
  CHECK(value == 7);
  CHECK(begun);
}

TEST_CASE("T17: taken back before it has begun, a task begins after all") {
  sim::World().run(take_back_before_it_begins());
}

Task<> hold_lock(Lock& lock, Record& record) {
  co_await lock.acquire();
  record.push_back("has the lock");
  lock.release();
}

Task<> sleep_long(Record& record) {
  co_await sleep(1h);
  record.push_back("slept");
}

Task<> await_future(Future<> future, Record& record) {
  co_await future;
  record.push_back("has the result");
}

// What it waited for has let go of it: to go on as if it had come would be a lie.
Task<> take_back_too_late(Record& record) {
  Lock lock;
  co_await lock.acquire();
  const std::vector<TaskHandle<>> waiting{create_task(hold_lock(lock, record)),
                                          create_task(sleep_long(record)),
                                          create_task(await_future(Future<>(), record))};
  co_await sleep(0s);
  for (const TaskHandle<>& handle : waiting) {
    handle.cancel();
    CHECK(handle.state().uncancel() == 0);
  }
  co_await sleep(0s);
  co_await sleep(0s);
  for (const TaskHandle<>& handle : waiting) CHECK(handle.cancelled());
  CHECK(lock.locked());
  lock.release();
}

TEST_CASE("T17: a task that waits no longer gets its Cancelled, taken back or not") {
  Record record;
  sim::World().run(take_back_too_late(record));
  CHECK(record.empty());
}

// ------------------------------------------------------------ cancelling oneself

Task<int> immediate(int value) { co_return value; }

Task<int> pause(Record& record) {
  record.push_back("in the child");
  co_await sleep(0s);
  record.push_back("slept");
  co_return 1;
}

Task<> cancel_self_and_go_on(Record& record) {
  const Future<int> finished;
  finished.set_result(5);
  TaskBase::current()->cancel();
  const int one = co_await immediate(1);
  CHECK(one == 1);
  const int five = co_await finished;
  CHECK(five == 5);
  record.push_back("not paused");
  const int never = co_await pause(record);
  CHECK(never != never);
}

TEST_CASE("T10: an await that does not pause is no place to be cancelled, however deep") {
  Record record;
  CHECK_THROWS_AS(sim::World().run(cancel_self_and_go_on(record)), Cancelled);
  CHECK(record == Record{"not paused", "in the child"});
}

Task<> cancel_self_and_throw() {
  TaskBase::current()->cancel();
  throw std::runtime_error("an error");
  co_return;
}

TEST_CASE("T10: what it throws before it pauses outweighs that it was to be cancelled") {
  CHECK_THROWS_WITH_AS(sim::World().run(cancel_self_and_throw()), "an error", std::runtime_error);
}

Task<> catch_own_cancel(Record& record) {
  TaskBase::current()->cancel();
  try {
    co_await sleep(0s);
  } catch (const Cancelled&) {
    record.push_back("Cancelled");
  }
  const TimePoint start = EventLoop::current().time();
  co_await sleep(1s);
  CHECK(EventLoop::current().time() - start == 1s);
}

TEST_CASE("T10: caught, its own cancel is over, and the next pause is one") {
  Record record;
  CHECK_NOTHROW(sim::World().run(catch_own_cancel(record)));
  CHECK(record == Record{"Cancelled"});
}

// ------------------------------------------------------------ who is there

Task<> inner_nap() { co_await sleep(1s); }
Task<> outer_nap() { co_await inner_nap(); }

Task<> count_tasks() {
  EventLoop& loop = EventLoop::current();
  const TaskHandle<> never_begins = create_task(outer_nap());
  const TaskHandle<> nap = create_task(outer_nap());
  CHECK(all_tasks(loop).size() == 3);
  never_begins.cancel();
  CHECK(all_tasks(loop).size() == 3);
  co_await sleep(0s);
  CHECK(all_tasks(loop).size() == 2);  // what a task awaits is part of it
  co_await nap;
  CHECK(all_tasks(loop).size() == 1);
}

TEST_CASE(
    "T16: coroutines that are awaited are no tasks; one that never begins is, until it ends") {
  sim::World world;
  world.run(count_tasks());
  CHECK(all_tasks(world.loop()).empty());
}

Task<> fail() {
  throw std::runtime_error("unseen");
  co_return;
}

Task<> look_at_failed() {
  const TaskHandle<> failing = create_task(fail());
  const TaskHandle<> cancelled = create_task(inner_nap());
  CHECK_FALSE(failing.state().failed());
  cancelled.cancel();
  co_await sleep(0s);
  CHECK(failing.state().failed());
  CHECK(cancelled.done());
  CHECK_FALSE(cancelled.state().failed());
}

TEST_CASE("failed: true after an exception alone, and asking does not count as having seen it") {
  sim::World world;
  const test::CaptureReports reports(world.loop());
  world.run(look_at_failed());
  REQUIRE(reports.contexts.size() == 1);
  CHECK(describe(reports.contexts[0].exception) == "unseen");
}

}  // namespace
}  // namespace kit
