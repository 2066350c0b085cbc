// cancel(): it never destroys a frame. The task gets Cancelled where it waits, and cleans up.

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Record = std::vector<std::string>;
using test::Tally;
using test::Witness;

Task<std::exception_ptr> await_failure(TaskHandle<int> handle) {
  std::exception_ptr failure;
  try {
    const int value = co_await handle;
    CHECK(value != value);
  } catch (...) {
    failure = std::current_exception();
  }
  co_return failure;
}

// ------------------------------------------------------------ before it begins

Task<int> body(Witness witness, Record& record) {
  (void)witness;
  record.push_back("begun");
  co_await sleep(1s);
  record.push_back("slept");
  co_return 1;
}

Task<> cancel_before_it_begins(Tally& tally, Record& record) {
  const TaskHandle<int> handle = create_task(body(Witness(tally), record));
  CHECK(handle.cancel());
  CHECK_FALSE(handle.done());
  const std::exception_ptr failure = co_await await_failure(handle);
  CHECK(test::is<Cancelled>(failure));
  CHECK(handle.cancelled());
  CHECK(handle.done());
  CHECK_THROWS_AS(handle.result(), Cancelled);
  CHECK_THROWS_AS(handle.exception(), Cancelled);
}

TEST_CASE("T05: cancelled before its first step, a task never runs its body") {
  Tally tally;
  Record record;
  sim::World().run(cancel_before_it_begins(tally, record));
  CHECK(record.empty());
  check_all_gone(tally);
}

// ------------------------------------------------------------ while it waits

Task<int> wait_for_future(Future<int> future, Record& record, bool& was_cancelled_first) {
  try {
    const int value = co_await future;
    co_return value;
  } catch (const Cancelled&) {
    was_cancelled_first = future.cancelled();
    record.push_back("Cancelled");
    throw;
  }
}

Task<> cancel_waiting(Record& record, bool& future_first) {
  const Future<int> future;
  const TaskHandle<int> handle = create_task(wait_for_future(future, record, future_first));
  co_await sleep(0s);
  CHECK(handle.cancel());
  CHECK(future.cancelled());
  record.push_back("cancel returned");
  const std::exception_ptr failure = co_await await_failure(handle);
  CHECK(test::is<Cancelled>(failure));
  CHECK(handle.cancelled());
}

TEST_CASE("T06: cancel() cancels what is awaited; the task gets Cancelled on a later pass") {
  Record record;
  bool future_first = false;
  sim::World().run(cancel_waiting(record, future_first));
  CHECK(future_first);
  CHECK(record == Record{"cancel returned", "Cancelled"});
}

Task<> cancel_when_woken(Record& record, bool& future_first) {
  const Future<int> future;
  const TaskHandle<int> handle = create_task(wait_for_future(future, record, future_first));
  co_await sleep(0s);
  future.set_result(5);    // the task stands in the ready queue now
  CHECK(handle.cancel());  // and yet it does not get the five
  const std::exception_ptr failure = co_await await_failure(handle);
  CHECK(test::is<Cancelled>(failure));
}

TEST_CASE("T06: cancel() also reaches a task that was woken and has not run yet") {
  Record record;
  bool future_first = true;
  sim::World().run(cancel_when_woken(record, future_first));
  CHECK(record == Record{"Cancelled"});
  CHECK_FALSE(future_first);
}

// ------------------------------------------------------------ caught by the task

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

Task<> cancel_survivor() {
  EventLoop& loop = EventLoop::current();
  const TaskHandle<int> handle = create_task(survive());
  co_await sleep(0s);
  const TimePoint start = loop.time();
  CHECK(handle.cancel());
  const int value = co_await handle;
  CHECK(value == 7);
  CHECK(loop.time() - start == 1s);
  CHECK_FALSE(handle.cancelled());
  CHECK(handle.cancelling() == 1);
}

TEST_CASE("T08: a task may catch Cancelled and return: then it counts as returned") {
  sim::World().run(cancel_survivor());
}

Task<int> wait_for_two(Future<int> first, Future<int> second) {
  try {
    const int value = co_await first;
    CHECK(value != value);
  } catch (const Cancelled&) {
    CHECK(first.cancelled());
  }
  const int value = co_await second;
  co_return value;
}

Task<> cancel_at_each() {
  const Future<int> first;
  const Future<int> second;
  const TaskHandle<int> handle = create_task(wait_for_two(first, second));
  co_await sleep(0s);
  CHECK(handle.cancel());
  co_await sleep(0s);
  CHECK_FALSE(second.done());
  CHECK(handle.cancel());
  CHECK(second.cancelled());
  const std::exception_ptr failure = co_await await_failure(handle);
  CHECK(test::is<Cancelled>(failure));
}

TEST_CASE("T08: a task that caught one Cancelled can be cancelled again where it waits next") {
  sim::World().run(cancel_at_each());
}

// ------------------------------------------------------------ cancelling oneself

Task<int> cancel_self(Record& record, bool pauses) {
  TaskBase::current()->cancel();
  record.push_back("goes on");
  if (pauses) {
    co_await sleep(0s);
    record.push_back("slept");
  }
  co_return 3;
}

Task<std::exception_ptr> await_self_canceller(Record& record, bool pauses) {
  const TaskHandle<int> handle = create_task(cancel_self(record, pauses));
  const std::exception_ptr failure = co_await await_failure(handle);
  CHECK(handle.cancelled());
  co_return failure;
}

TEST_CASE("T10: a task that cancels itself goes on to its next pause; without one it ends so") {
  for (const bool pauses : {true, false}) {
    CAPTURE(pauses);
    Record record;
    CHECK(test::is<Cancelled>(sim::World().run(await_self_canceller(record, pauses))));
    CHECK(record == Record{"goes on"});
  }
}

// ------------------------------------------------------------ no effect

Task<int> fail_at_once() {
  throw std::runtime_error("expected");
  co_return 0;
}

Task<> cancel_done() {
  const TaskHandle<int> handle = create_task(fail_at_once());
  co_await sleep(0s);
  CHECK(handle.done());
  CHECK_FALSE(handle.cancel());
  CHECK_FALSE(handle.cancelled());
  CHECK(handle.cancelling() == 0);
  CHECK(describe(handle.exception()) == "expected");
}

TEST_CASE("T11: cancelling a task that is done returns false and changes nothing") {
  sim::World().run(cancel_done());
}

Task<> cancel_twice(Record& record) {
  Tally tally;
  const TaskHandle<int> handle = create_task(body(Witness(tally), record));
  co_await sleep(0s);
  CHECK(handle.cancel());
  CHECK(handle.cancel());
  CHECK(handle.cancelling() == 2);
  const std::exception_ptr failure = co_await await_failure(handle);
  CHECK(test::is<Cancelled>(failure));
  check_all_gone(tally);
}

TEST_CASE("cancel: twice in a row is one Cancelled, and two requests") {
  Record record;
  sim::World().run(cancel_twice(record));
  CHECK(record == Record{"begun"});
}

}  // namespace
}  // namespace kit
