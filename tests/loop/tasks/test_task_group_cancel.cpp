// TaskGroup and cancels: of one task, of whoever runs the group, and of what a deadline makes of
// it. Groups inside groups are in test_task_group_nested.

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/task_group.hpp"
#include "loop/tasks/timeout.hpp"
#include "tests/support/error_groups.hpp"
#include "tests/support/failures.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Record = std::vector<std::string>;
using test::errors_of;

TimePoint now() { return EventLoop::current().time(); }

Task<> note(Duration delay, std::string name, Record& record) {
  try {
    co_await sleep(delay);
  } catch (const Cancelled&) {
    record.push_back(name + " cancelled");
    throw;
  }
  record.push_back(name);
}

Task<> fail(Duration delay, std::string text) {
  co_await sleep(delay);
  throw std::runtime_error(text);
}

Task<> fail_in_cleanup(std::string text, Duration cleanup) {
  try {
    co_await sleep(1h);
  } catch (const Cancelled&) {
  }
  co_await sleep(cleanup);
  throw std::logic_error(text);
}

// ------------------------------------------------------------ of one task

Task<> cancel_one(TaskGroup& group, Record& record) {
  group.create_task(note(20ms, "sibling", record));
  const TaskHandle<> alone = group.create_task(note(1h, "alone", record));
  const TaskHandle<> never_begins = group.create_task(note(1h, "never", record));
  never_begins.cancel();
  co_await sleep(10ms);
  alone.cancel();
  co_await sleep(1ms);
  record.push_back("body");
}

Task<> run_cancelling_one(Record& record) {
  const TimePoint start = now();
  TaskGroup group;
  co_await group.run(cancel_one(group, record));
  CHECK(now() - start == 20ms);
}

TEST_CASE("W25: a task that is cancelled alone is no error, and the others go on") {
  Record record;
  sim::World().run(run_cancelling_one(record));
  CHECK(record == Record{"alone cancelled", "body", "sibling"});
}

// ------------------------------------------------------------ from outside

struct Plan {
  Duration body = 0s;
  bool cleanup_fails = false;
};

Task<> start_by_plan(TaskGroup& group, Record& record, Plan plan) {
  group.create_task(note(1h, "child", record));
  if (plan.cleanup_fails) group.create_task(fail_in_cleanup("V", 1s));
  co_await note(plan.body, "body", record);
}

Task<> run_by_plan(Record& record, Plan plan) {
  TaskGroup group;
  co_await group.run(start_by_plan(group, record, plan));
}

Task<std::exception_ptr> cancel_by_plan(Record& record, Plan plan) {
  const TaskHandle<> parent = create_task(run_by_plan(record, plan));
  co_await sleep(10ms);
  CHECK(parent.cancel());
  CHECK(parent.cancelling() == 1);
  while (!parent.done()) co_await sleep(1ms);
  CHECK(parent.cancelling() == 1);
  CHECK(all_tasks(EventLoop::current()).size() == 1);
  CHECK(EventLoop::current().timer_count() == 0);
  std::exception_ptr failure;
  try {
    failure = parent.exception();
  } catch (const Cancelled&) {
    failure = std::current_exception();
  }
  co_return failure;
}

Plan plan_of(Duration body, bool cleanup_fails) {
  Plan plan;
  plan.body = body;
  plan.cleanup_fails = cleanup_fails;
  return plan;
}

TEST_CASE("W26: cancelled from outside, it cancels all, waits for all, and is cancelled") {
  Record in_body;
  CHECK(test::is<Cancelled>(sim::World().run(cancel_by_plan(in_body, plan_of(1h, false)))));
  CHECK(in_body == Record{"body cancelled", "child cancelled"});
  Record behind_body;
  CHECK(test::is<Cancelled>(sim::World().run(cancel_by_plan(behind_body, plan_of(5ms, false)))));
  CHECK(behind_body == Record{"body", "child cancelled"});
}

TEST_CASE("W26: what a task throws in its cleanup then comes instead") {
  for (const Duration body : {Duration(1h), Duration(5ms)}) {
    Record record;
    const std::exception_ptr failure =
        sim::World().run(cancel_by_plan(record, plan_of(body, true)));
    CHECK(errors_of(failure) == Record{"V"});
    CHECK(record.back() == "child cancelled");
  }
}

Task<> stay_alive(Record& record) {
  try {
    co_await sleep(1h);
  } catch (const Cancelled&) {
  }
  co_await sleep(1s);
  record.push_back("cleaned up");
}

Task<> fail_before_stubborn(TaskGroup& group, Record& record, bool body_fails) {
  group.create_task(stay_alive(record));
  if (!body_fails) group.create_task(fail(1ms, "quick"));
  co_await sleep(1ms);
  if (body_fails) throw std::runtime_error("the body's");
  co_await sleep(1h);
}

Task<> run_failing(Record& record, bool body_fails) {
  TaskGroup group;
  co_await group.run(fail_before_stubborn(group, record, body_fails));
}

Task<std::exception_ptr> cancel_while_ending(Record& record, bool body_fails) {
  const TaskHandle<> parent = create_task(run_failing(record, body_fails));
  co_await sleep(500ms);
  parent.cancel();
  co_await sleep(0s);
  CHECK_FALSE(parent.done());
  CHECK(record.empty());
  parent.cancel();  // again: it waits on all the same
  co_await sleep(2s);
  REQUIRE(parent.done());
  REQUIRE_FALSE(parent.cancelled());
  co_return parent.exception();
}

TEST_CASE("W26: cancelled while it ends for an error, it still waits, and no error is lost") {
  for (const bool body_fails : {false, true}) {
    CAPTURE(body_fails);
    Record record;
    const std::exception_ptr failure = sim::World().run(cancel_while_ending(record, body_fails));
    CHECK(errors_of(failure) == Record{body_fails ? "the body's" : "quick"});
    CHECK(record == Record{"cleaned up"});
  }
}

// A task fails and somebody cancels the parent in the same pass, in either order.
Task<std::exception_ptr> fail_and_cancel(Record& record, Duration cancel_at) {
  const TaskHandle<> parent = create_task(run_failing(record, false));
  EventLoop::current().call_later(cancel_at, [parent] { CHECK(parent.cancel()); });
  co_await sleep(10s);
  REQUIRE(parent.done());
  CHECK(parent.cancelling() == 1);  // the one from outside
  std::exception_ptr failure;
  if (!parent.cancelled()) failure = parent.exception();
  co_return failure;
}

TEST_CASE("W26: a failure and a cancel at the same time: the error comes, the request stays") {
  for (const Duration at : {Duration(1ms) - 1ns, Duration(1ms), Duration(1ms) + 1ns}) {
    CAPTURE(at.count());
    Record record;
    const std::exception_ptr failure = sim::World().run(fail_and_cancel(record, at));
    if (at >= 1ms) CHECK(errors_of(failure) == Record{"quick"});
    CHECK(record == Record{"cleaned up"});
  }
}

Task<> cancel_self(TaskGroup& group, Record& record) {
  group.create_task(note(1h, "child", record));
  TaskBase::current()->cancel();
  co_return;
}

Task<> run_self_canceller(Record& record) {
  TaskGroup group;
  co_await group.run(cancel_self(group, record));
}

TEST_CASE("W26: a body that cancels its own task and returns ends the group at its first pause") {
  Record record;
  CHECK_THROWS_AS(sim::World().run(run_self_canceller(record)), Cancelled);
  CHECK(record.empty());  // it did not even begin
}

Task<> time_out(Record& record) {
  const std::exception_ptr failure =
      co_await test::failure_of(wait_for(run_by_plan(record, plan_of(5ms, false)), 1s));
  CHECK(test::is<TimeoutError>(failure));
  const std::exception_ptr errors =
      co_await test::failure_of(wait_for(run_by_plan(record, plan_of(1h, true)), 1s));
  CHECK(errors_of(errors) == Record{"V"});
  CHECK(TaskBase::current()->cancelling() == 0);
}

TEST_CASE("W26: inside wait_for, all end when the time is over: TimeoutError, or their errors") {
  Record record;
  sim::World().run(time_out(record));
  CHECK(record == Record{"body", "child cancelled", "body cancelled", "child cancelled"});
}

Task<> survive_and_group(Record& record) {
  try {
    co_await sleep(1h);
  } catch (const Cancelled&) {
  }
  const std::exception_ptr failure = co_await test::failure_of(run_failing(record, false));
  CHECK(errors_of(failure) == Record{"quick"});
  CHECK(TaskBase::current()->cancelling() == 1);
  co_await sleep(1s);
  record.push_back("survived");
}

Task<> cancel_survivor(Record& record) {
  const TaskHandle<> handle = create_task(survive_and_group(record));
  co_await sleep(0s);
  handle.cancel();
  co_await handle;
}

TEST_CASE("W26: a group in the cleanup of a task that was cancelled before works as any other") {
  Record record;
  sim::World().run(cancel_survivor(record));
  CHECK(record == Record{"cleaned up", "survived"});
}

}  // namespace
}  // namespace kit
