// TaskGroup: tasks that end together. What cancels do to a group is in test_task_group_cancel;
// groups that take no tasks are in test_task_group_misuse.

#include "loop/tasks/task_group.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "tests/support/capture.hpp"
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
  if (delay >= 0s) co_await sleep(delay);
  throw std::runtime_error(text);
}

// ------------------------------------------------------------ waiting for all

Task<int> start_two(TaskGroup& group, Record& record) {
  group.create_task(note(20ms, "slow", record));
  const TaskHandle<> quick = group.create_task(note(10ms, "quick", record), "named");
  CHECK(quick.name() == "named");
  record.push_back("body");
  co_return 7;
}

Task<> leave_after_all(Record& record) {
  const TimePoint start = now();
  TaskGroup group;
  const int value = co_await group.run(start_two(group, record));
  CHECK(value == 7);
  CHECK(now() - start == 20ms);
  record.push_back("left");
}

TEST_CASE("W22: the group is left when all its tasks are done, with the body's result") {
  Record record;
  sim::World world;
  world.run(leave_after_all(record));
  CHECK(record == Record{"body", "quick", "slow", "left"});
  CHECK(world.loop().timer_count() == 0);
}

Task<std::unique_ptr<int>> await_child(TaskGroup& group) {
  const auto child = []() -> Task<int> {
    co_await sleep(1ms);
    co_return 7;
  };
  const TaskHandle<int> handle = group.create_task(child());
  const int value = co_await handle;
  co_return std::make_unique<int>(value);
}

Task<> use_child_result() {
  TaskGroup group;
  const std::unique_ptr<int> value = co_await group.run(await_child(group));
  CHECK(*value == 7);
}

TEST_CASE("W22: the body may await its tasks; its result may be one that can only be moved") {
  sim::World().run(use_child_result());
}

Task<> empty_body() { co_return; }

Task<> run_empty() {
  const std::uint32_t pass = EventLoop::current().pass();
  TaskGroup group;
  co_await group.run(empty_body());
  CHECK(EventLoop::current().pass() == pass);
}

TEST_CASE("W22: a group without tasks does not pause") { sim::World().run(run_empty()); }

Task<> spawn_chain(TaskGroup& group, int left, Record& record) {
  co_await sleep(1ms);
  record.push_back(std::to_string(left));
  if (left > 0) group.create_task(spawn_chain(group, left - 1, record));
}

Task<> run_chain(Record& record) {
  TaskGroup group;
  co_await group.run(spawn_chain(group, 3, record));
  record.push_back("left");
}

TEST_CASE("W22: tasks may start others, also when the body is over, and all are waited for") {
  Record record;
  sim::World().run(run_chain(record));
  CHECK(record == Record{"3", "2", "1", "0", "left"});
}

Task<> start_many(TaskGroup& group, Record& record) {
  for (int i = 0; i < 10'000; ++i) group.create_task(note((i % 10) * 1ms, "", record));
  co_return;
}

Task<> run_many(Record& record) {
  TaskGroup group;
  co_await group.run(start_many(group, record));
  CHECK(record.size() == 10'000);
  CHECK(all_tasks(EventLoop::current()).size() == 1);
}

TEST_CASE("TaskGroup: ten thousand") {
  Record record;
  sim::World().run(run_many(record));
}

// ------------------------------------------------------------ failing

Task<> start_failing(TaskGroup& group, Record& record, Duration body) {
  group.create_task(note(1h, "sibling", record));
  group.create_task(fail(10ms, "child"));
  co_await note(body, "body", record);
}

Task<std::exception_ptr> run_failing(Record& record, Duration body) {
  const TimePoint start = now();
  TaskGroup group;
  const std::exception_ptr failure =
      co_await test::failure_of(group.run(start_failing(group, record, body)));
  CHECK(now() - start == 10ms);
  CHECK(TaskBase::current()->cancelling() == 0);
  co_await sleep(1s);  // what the group cancelled was this task's, and is over
  co_return failure;
}

TEST_CASE("W23: when a task fails, its siblings and the body are cancelled, and the error comes") {
  Record record;
  sim::World world;
  const test::CaptureReports reports(world.loop());
  CHECK(errors_of(world.run(run_failing(record, 1h))) == Record{"child"});
  CHECK(record == Record{"sibling cancelled", "body cancelled"});
  CHECK(reports.contexts.empty());
}

TEST_CASE("W23: so it is when the body is over already") {
  Record record;
  CHECK(errors_of(sim::World().run(run_failing(record, 5ms))) == Record{"child"});
  CHECK(record == Record{"body", "sibling cancelled"});
}

Task<> fail_in_cleanup(std::string text, Duration cleanup) {
  try {
    co_await sleep(1h);
  } catch (const Cancelled&) {
  }
  co_await sleep(cleanup);
  throw std::logic_error(text);
}

Task<> start_failing_ones(TaskGroup& group) {
  group.create_task(fail_in_cleanup("third", 2s));
  group.create_task(fail_in_cleanup("second", 1s));
  group.create_task(fail(1ms, "first"));
  co_return;
}

Task<std::exception_ptr> run_failing_ones() {
  TaskGroup group;
  const std::exception_ptr failure =
      co_await test::failure_of(group.run(start_failing_ones(group)));
  co_return failure;
}

TEST_CASE("W23: every error is in the group, in the order in which they came") {
  const std::exception_ptr failure = sim::World().run(run_failing_ones());
  CHECK(errors_of(failure) == Record{"first", "second", "third"});
  const auto group = test::as<ExceptionGroup>(failure);
  CHECK(test::is<std::runtime_error>(group.exceptions()[0]));  // as they were thrown
  CHECK(test::is<std::logic_error>(group.exceptions()[1]));
  CHECK(describe(failure) ==
        "unhandled errors in a TaskGroup (3 sub-exceptions); first; second; third");
}

Task<> start_two_failing_at_once(TaskGroup& group, Duration delay, bool body_waits) {
  group.create_task(fail(delay, "one"));
  group.create_task(fail(delay, "two"));
  if (body_waits) co_await sleep(1h);
}

Task<std::exception_ptr> run_two_failing_at_once(Duration delay, bool body_waits) {
  TaskGroup group;
  const std::exception_ptr failure =
      co_await test::failure_of(group.run(start_two_failing_at_once(group, delay, body_waits)));
  CHECK(TaskBase::current()->cancelling() == 0);
  co_return failure;
}

TEST_CASE("W23: two that fail in the same pass are both inside") {
  for (const Duration delay : {Duration(-1), Duration(0), Duration(1ms)}) {
    for (const bool body_waits : {false, true}) {
      const std::exception_ptr failure =
          sim::World().run(run_two_failing_at_once(delay, body_waits));
      CHECK(errors_of(failure) == Record{"one", "two"});
    }
  }
}

Task<> fail_in_body(TaskGroup& group, Record& record, bool child_fails) {
  group.create_task(note(1h, "sibling", record));
  if (child_fails) group.create_task(fail_in_cleanup("the child's", 1s));
  co_await sleep(1ms);
  throw std::runtime_error("the body's");
}

Task<std::exception_ptr> run_failing_body(Record& record, bool child_fails) {
  TaskGroup group;
  const std::exception_ptr failure =
      co_await test::failure_of(group.run(fail_in_body(group, record, child_fails)));
  co_return failure;
}

TEST_CASE("W23: when the body fails, the tasks are cancelled, and its error comes first") {
  Record record;
  CHECK(errors_of(sim::World().run(run_failing_body(record, false))) == Record{"the body's"});
  CHECK(record == Record{"sibling cancelled"});
  CHECK(errors_of(sim::World().run(run_failing_body(record, true))) ==
        Record{"the body's", "the child's"});
}

Task<> await_failing_child(TaskGroup& group) {
  const TaskHandle<> child = group.create_task(fail(1ms, "once"));
  co_await child;
}

Task<std::exception_ptr> run_awaiting_failing_child() {
  TaskGroup group;
  const std::exception_ptr failure =
      co_await test::failure_of(group.run(await_failing_child(group)));
  CHECK(TaskBase::current()->cancelling() == 0);
  co_return failure;
}

TEST_CASE("W23: an error that the body waited for is told once") {
  CHECK(errors_of(sim::World().run(run_awaiting_failing_child())) == Record{"once"});
}

}  // namespace
}  // namespace kit
