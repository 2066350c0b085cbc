// TaskGroup: one inside another; what is no business of a group (W28); and closing the loop.

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/errors.hpp"
#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/task_group.hpp"
#include "tests/support/error_groups.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Record = std::vector<std::string>;
using test::errors_of;
using test::Tally;
using test::Witness;

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

// ------------------------------------------------------------ one inside another

Task<> inner_body(TaskGroup& group, Record& record, std::string inner_error) {
  group.create_task(note(1h, "inner task", record));
  if (!inner_error.empty()) group.create_task(fail(1ms, inner_error));
  co_await note(1h, "inner body", record);
}

Task<> run_inner(Record& record, std::string inner_error) {
  TaskGroup group;
  co_await group.run(inner_body(group, record, inner_error));
}

struct Errors {
  std::string outer;
  std::string inner;
  bool in_body = true;  // the inner group stands in the outer one's body, else in a task of it
};

Task<> outer_body(TaskGroup& group, Record& record, Errors errors) {
  group.create_task(note(1h, "outer task", record));
  if (!errors.outer.empty()) group.create_task(fail(1ms, errors.outer));
  if (errors.in_body)
    co_await run_inner(record, errors.inner);
  else
    group.create_task(run_inner(record, errors.inner));
}

Task<std::exception_ptr> run_outer(Record& record, Errors errors) {
  TaskGroup group;
  const std::exception_ptr failure =
      co_await test::failure_of(group.run(outer_body(group, record, errors)));
  CHECK(TaskBase::current()->cancelling() == 0);
  CHECK(all_tasks(EventLoop::current()).size() == 1);
  CHECK(EventLoop::current().timer_count() == 0);
  co_await sleep(1s);
  co_return failure;
}

std::exception_ptr run_errors(Record& record, std::string outer, std::string inner, bool in_body) {
  Errors errors;
  errors.outer = std::move(outer);
  errors.inner = std::move(inner);
  errors.in_body = in_body;
  return sim::World().run(run_outer(record, std::move(errors)));
}

bool has(const Record& record, const std::string& text) {
  for (const std::string& line : record)
    if (line == text) return true;
  return false;
}

TEST_CASE("W29: a failure of the outer group cancels the inner one's tasks, and comes alone") {
  for (const bool in_body : {true, false}) {
    CAPTURE(in_body);
    Record record;
    CHECK(errors_of(run_errors(record, "outer", "", in_body)) == Record{"outer"});
    CHECK(record.size() == 3);
    for (const char* who : {"inner task", "inner body", "outer task"})
      CHECK(has(record, std::string(who) + " cancelled"));
  }
}

TEST_CASE("W29: a failure of the inner group is a group in the outer one's group") {
  for (const bool in_body : {true, false}) {
    CAPTURE(in_body);
    Record record;
    const auto group = test::as<ExceptionGroup>(run_errors(record, "", "inner", in_body));
    REQUIRE(group.exceptions().size() == 1);
    CHECK(errors_of(group.exceptions()[0]) == Record{"inner"});
    CHECK(has(record, "outer task cancelled"));
  }
}

TEST_CASE("W29: when both fail, neither error is lost") {
  for (const bool in_body : {true, false}) {
    CAPTURE(in_body);
    Record record;
    const auto group = test::as<ExceptionGroup>(run_errors(record, "outer", "inner", in_body));
    REQUIRE(group.exceptions().size() == 2);
    CHECK(describe(group.exceptions()[0]) == "outer");
    CHECK(errors_of(group.exceptions()[1]) == Record{"inner"});
    CHECK(record.size() == 3);
  }
}

// ------------------------------------------------------------ leaving the loop

Task<> exit_later(Duration delay) {
  co_await sleep(delay);
  throw SystemExit(3);
}

Task<> start_exiting(TaskGroup& group, Record& record, bool in_body, bool error_as_well) {
  group.create_task(note(1h, "sibling", record));
  if (error_as_well) group.create_task(fail(1ms, "an error"));
  if (in_body)
    co_await exit_later(1ms);
  else
    group.create_task(exit_later(1ms));
}

Task<> run_exiting(Record& record, bool in_body, bool error_as_well, std::exception_ptr& failure) {
  TaskGroup group;
  failure =
      co_await test::failure_of(group.run(start_exiting(group, record, in_body, error_as_well)));
  std::rethrow_exception(failure);
}

TEST_CASE("W28: what wants to leave the loop passes bare, when the siblings have been cancelled") {
  for (const bool in_body : {true, false}) {
    for (const bool error_as_well : {true, false}) {
      if (in_body && error_as_well) continue;  // then the error cancels the body first
      CAPTURE(in_body);
      CAPTURE(error_as_well);
      Record record;
      std::exception_ptr failure;
      sim::World world;
      CHECK_THROWS_AS(world.run(run_exiting(record, in_body, error_as_well, failure)), SystemExit);
      CHECK(test::as<SystemExit>(failure).status() == 3);
      CHECK(record == Record{"sibling cancelled"});
      CHECK(world.loop().timer_count() == 0);
    }
  }
}

// ------------------------------------------------------------ closing the loop

Task<> hold(Witness witness) {
  (void)witness;
  co_await sleep(1h);
}

Task<> start_holding(TaskGroup& group, Tally& tally, Duration body) {
  const Witness witness(tally);
  for (int i = 0; i < 3; ++i) group.create_task(hold(Witness(tally)));
  co_await sleep(body);
}

Task<> run_holding(Tally& tally, Duration body) {
  TaskGroup group;
  co_await group.run(start_holding(group, tally, body));
}

Task<> nap(Duration delay) { co_await sleep(delay); }

TEST_CASE("TaskGroup: closing the loop in the middle frees every frame") {
  for (const Duration body : {Duration(1h), Duration(0), Duration(1s)}) {
    Tally tally;
    sim::World world;
    (void)create_task(world.loop(), run_holding(tally, body));
    run_until_complete(world.loop(), nap(1s));
    CHECK(tally.live() > 0);
    world.loop().close();
    CHECK(world.loop().timer_count() == 0);
    check_all_gone(tally);
  }
}

Task<> cancel_and_stop(TaskHandle<> group) {
  co_await sleep(1s);
  group.cancel();
}

TEST_CASE("TaskGroup: so it does when the group was just told to end") {
  for (const Duration body : {Duration(1h), Duration(0)}) {
    Tally tally;
    sim::World world;
    const TaskHandle<> group = create_task(world.loop(), run_holding(tally, body));
    run_until_complete(world.loop(), cancel_and_stop(group));
    world.loop().close();
    CHECK(group.done());
    CHECK(world.loop().timer_count() == 0);
    check_all_gone(tally);
  }
}

Task<> await_each_other(std::vector<TaskHandle<>>& handles, std::size_t other) {
  const TaskHandle<> handle = handles[other];
  co_await handle;
}

Task<> start_ring(TaskGroup& group, std::vector<TaskHandle<>>& handles) {
  handles.push_back(group.create_task(await_each_other(handles, 1)));
  handles.push_back(group.create_task(await_each_other(handles, 0)));
  group.create_task(fail(1ms, "the way out"));
  co_return;
}

Task<std::exception_ptr> run_ring() {
  std::vector<TaskHandle<>> handles;
  TaskGroup group;
  const std::exception_ptr failure =
      co_await test::failure_of(group.run(start_ring(group, handles)));
  co_return failure;
}

TEST_CASE("TaskGroup: tasks that await each other end like the others") {
  CHECK(errors_of(sim::World().run(run_ring())) == Record{"the way out"});
}

}  // namespace
}  // namespace kit
