// What becomes of an exception that leaves a task: kept for whoever awaits it, reported when nobody
// does, or on its way out of the loop.

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/loops.hpp"
#include "tests/support/passes.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;

Task<> fail(std::string text) {
  co_await sleep(0s);
  throw std::runtime_error(text);
}

Task<> drop_failing(int& line) {
  line = __LINE__ + 1;
  (void)create_task(fail("unseen"), "dropped");
  co_await sleep(1s);
}

TEST_CASE("E07: an exception that nobody retrieves is reported once, with task and place") {
  sim::World world;
  const test::CaptureReports reports(world.loop());
  int line = 0;
  world.run(drop_failing(line));
  REQUIRE(reports.contexts.size() == 1);
  const ExceptionContext& context = reports.contexts[0];
  CHECK(context.message == "Task exception was never retrieved");
  CHECK(describe(context.exception) == "unseen");
  REQUIRE(context.details.contains("task"));
  CHECK(context.details.at("task") == "dropped");
  REQUIRE(context.details.contains("created at"));
  const std::string& place = context.details.at("created at");
  CHECK(place.find("test_task_reports.cpp:" + std::to_string(line)) != std::string::npos);
}

Task<> hold_failing(const test::CaptureReports& reports) {
  {
    const TaskHandle<> handle = create_task(fail("held"));
    co_await sleep(1s);
    CHECK(handle.done());
    CHECK(reports.contexts.empty());  // somebody may still ask
  }
  CHECK(reports.contexts.size() == 1);
}

TEST_CASE("E07: the report comes when the last handle goes, not before") {
  sim::World world;
  const test::CaptureReports reports(world.loop());
  world.run(hold_failing(reports));
  CHECK(reports.contexts.size() == 1);
}

Task<> ask_failing() {
  const TaskHandle<> handle = create_task(fail("asked"));
  co_await sleep(1s);
  CHECK(describe(handle.exception()) == "asked");
}

Task<> cancel_sleeping() {
  const TaskHandle<> handle = create_task(fail("never"));
  handle.cancel();
  co_await sleep(1s);
  CHECK(handle.cancelled());
}

TEST_CASE("E07: neither an exception that was asked for nor a cancelled task is reported") {
  sim::World asked;
  const test::CaptureReports reports_of_asked(asked.loop());
  asked.run(ask_failing());
  CHECK(reports_of_asked.contexts.empty());

  sim::World cancelled;
  const test::CaptureReports reports_of_cancelled(cancelled.loop());
  cancelled.run(cancel_sleeping());
  CHECK(reports_of_cancelled.contexts.empty());
}

Task<> nothing_to_do() { co_return; }

Task<> fail_in_done_callbacks(int& first_line) {
  const TaskHandle<> handle = create_task(nothing_to_do());
  const Future<> future;
  first_line = __LINE__ + 1;
  handle.add_done_callback([] { throw std::runtime_error("of the task"); });
  future.add_done_callback([] { throw std::runtime_error("of the future"); });
  future.set_result();
  co_await sleep(1s);
}

TEST_CASE("E01: a done callback that throws is reported with the place that added it") {
  sim::World world;
  const test::CaptureReports reports(world.loop());
  int line = 0;
  world.run(fail_in_done_callbacks(line));
  REQUIRE(reports.contexts.size() == 2);
  for (const ExceptionContext& context : reports.contexts) {
    const bool of_task = describe(context.exception) == "of the task";
    const std::string place = "test_task_reports.cpp:" + std::to_string(of_task ? line : line + 1);
    CHECK(context.message.ends_with(place));
  }
  CHECK(describe(reports.contexts[0].exception) != describe(reports.contexts[1].exception));
}

// ------------------------------------------------------------ out of the loop (E06)

Task<> leave(bool& cleaned) {
  struct Cleanup {
    explicit Cleanup(bool& done) : done_(done) {}
    ~Cleanup() { done_ = true; }
    bool& done_;
  } cleanup(cleaned);
  co_await sleep(1ms);
  throw SystemExit(3);
}

TEST_CASE("E06: a BaseException of a task leaves run_forever; the loop can go on after it") {
  sim::World world;
  const test::CaptureReports reports(world.loop());
  bool cleaned = false;
  bool called = false;
  const TaskHandle<> handle = create_task(world.loop(), leave(cleaned));
  int status = 0;
  try {
    world.loop().run_forever();
  } catch (const SystemExit& exit) {
    status = exit.status();
  }
  CHECK(status == 3);
  CHECK(cleaned);
  CHECK(handle.done());
  CHECK_FALSE(world.loop().is_running());
  world.loop().call_soon([&called] { called = true; });
  test::run_pass(world.loop());
  CHECK(called);
  CHECK(reports.contexts.empty());
}

TEST_CASE("E06: what stood behind the task in the same pass runs when the loop goes on") {
  sim::World world;
  const auto interrupt = []() -> Task<> {
    throw Interrupted();
    co_return;
  };
  bool called = false;
  (void)create_task(world.loop(), interrupt());
  world.loop().call_soon([&called] { called = true; });
  CHECK_THROWS_AS(world.loop().run_forever(), Interrupted);
  CHECK_FALSE(called);
  test::run_pass(world.loop());
  CHECK(called);
}

Task<> wait_while_another_leaves(bool& cleaned, bool& cancelled) {
  (void)create_task(leave(cleaned));
  try {
    co_await sleep(24h);
  } catch (const Cancelled&) {
    cancelled = true;
    throw;
  }
}

TEST_CASE("E06: run() passes a BaseException of any task on, after the others have cleaned up") {
  bool cleaned = false;
  bool cancelled = false;
  sim::World world;
  CHECK_THROWS_AS(world.run(wait_while_another_leaves(cleaned, cancelled)), SystemExit);
  CHECK(cleaned);
  CHECK(cancelled);
  CHECK(world.loop().is_closed());
}

Task<> leave_when_cancelled() {
  bool cancelled = false;
  try {
    co_await sleep(24h);
  } catch (const Cancelled&) {
    cancelled = true;
  }
  if (cancelled) throw SystemExit(4);
}

Task<> leave_one_behind(bool fails) {
  (void)create_task(leave_when_cancelled());
  co_await sleep(0s);
  if (fails) throw std::domain_error("main failed first");
}

TEST_CASE("E06: run() closes the loop also when a leftover task leaves it in its cleanup") {
  sim::World world;
  CHECK_THROWS_AS(world.run(leave_one_behind(false)), SystemExit);
  CHECK(world.loop().is_closed());
  sim::World other;
  const test::CaptureReports reports(other.loop());
  CHECK_THROWS_AS(other.run(leave_one_behind(true)), SystemExit);
  CHECK(other.loop().is_closed());
  REQUIRE(reports.contexts.size() == 1);  // one exception leaves, the other is not lost
  CHECK(describe(reports.contexts[0].exception) == "main failed first");
}

}  // namespace
}  // namespace kit
