// run and run_until_complete: into the loop, and out of it with nothing left behind.

#include "loop/tasks/run.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loops.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Record = std::vector<std::string>;
using test::Tally;
using test::Witness;

Task<int> answer() {
  co_await sleep(0s);
  co_return 42;
}

Task<int> fail() {
  co_await sleep(0s);
  throw std::domain_error("on purpose");
}

// ------------------------------------------------------------ run_until_complete

TEST_CASE("L13: run_until_complete returns the result or throws the exception") {
  sim::World world;
  CHECK(run_until_complete(world.loop(), answer()) == 42);
  CHECK_THROWS_WITH_AS(run_until_complete(world.loop(), fail()), "on purpose", std::domain_error);
  CHECK(run_until_complete(world.loop(), answer()) == 42);  // the loop is as good as before
  CHECK_FALSE(world.loop().is_closed());
}

Task<int> stop_and_wait() {
  EventLoop::current().stop();
  co_await sleep(1s);
  co_return 1;
}

TEST_CASE("L13: a loop that is stopped first is an error; the task stays and can go on") {
  sim::World world;
  CHECK_THROWS_AS(run_until_complete(world.loop(), stop_and_wait()), std::runtime_error);
  REQUIRE(all_tasks(world.loop()).size() == 1);
  const Ref<TaskBase> task = all_tasks(world.loop()).front();
  run_until_done(world.loop(), *task);
  CHECK(task->done());
}

TEST_CASE("L13: a stop() in the same pass as the end is no error") {
  sim::World world;
  const auto stop_and_return = []() -> Task<int> {
    EventLoop::current().stop();
    co_return 5;
  };
  CHECK(run_until_complete(world.loop(), stop_and_return()) == 5);
}

// ------------------------------------------------------------ a loop inside a loop

Task<> mark(bool& ran, Witness witness) {
  (void)witness;
  ran = true;
  co_return;
}

Task<> nest(EventLoop& inner, bool& ran, Tally& tally) {
  CHECK_THROWS_AS(run_until_complete(inner, mark(ran, Witness(tally))), std::runtime_error);
  CHECK_THROWS_AS(run(inner, mark(ran, Witness(tally))), std::runtime_error);
  CHECK_THROWS_AS(inner.run_forever(), std::runtime_error);
  CHECK(tally.live() == 0);
  CHECK(all_tasks(EventLoop::current()).size() == 1);
  co_await sleep(1s);  // what was refused would run now
  CHECK_FALSE(ran);
}

TEST_CASE("L14: running a loop that runs already is an error that changes nothing") {
  sim::World world;
  bool ran = false;
  Tally tally;
  world.run(nest(world.loop(), ran, tally));
  check_all_gone(tally);
}

TEST_CASE("L14: running a second loop in the same thread is an error that changes nothing") {
  sim::World outer;
  sim::World inner;
  bool ran = false;
  Tally tally;
  outer.run(nest(inner.loop(), ran, tally));
  check_all_gone(tally);
  CHECK_FALSE(inner.loop().is_closed());
  CHECK(run_until_complete(inner.loop(), answer()) == 42);
}

Task<> nest_new_loop(bool& ran, Tally& tally) {
  CHECK_THROWS_AS(run(mark(ran, Witness(tally))), std::runtime_error);
  co_await sleep(1s);
  CHECK_FALSE(ran);
}

TEST_CASE("L23: run() inside a running loop is an error") {
  bool ran = false;
  Tally tally;
  sim::World().run(nest_new_loop(ran, tally));
  check_all_gone(tally);
}

template <class Main>
concept CanRun = requires(Main main) {
  run(std::move(main));
};

TEST_CASE("L23: run() takes tasks and nothing else: the compiler sees to that") {
  CHECK(CanRun<Task<int>>);
  CHECK_FALSE(CanRun<int>);
  CHECK_FALSE(CanRun<int (*)()>);
}

TEST_CASE("L15: running a closed loop is an error and frees the task") {
  sim::World world;
  world.loop().close();
  bool ran = false;
  Tally tally;
  CHECK_THROWS_AS(run_until_complete(world.loop(), mark(ran, Witness(tally))), std::runtime_error);
  CHECK_THROWS_AS(run(world.loop(), mark(ran, Witness(tally))), std::runtime_error);
  CHECK_FALSE(ran);
  check_all_gone(tally);
}

// ------------------------------------------------------------ run

Task<std::string> main_in_real_loop() {
  co_await sleep(1ns);
  co_return "done";
}

TEST_CASE("L21: run makes a loop of its own, returns the result, and leaves none behind") {
  CHECK(run(main_in_real_loop()) == "done");
  CHECK_FALSE(EventLoop::has_current());
  CHECK_THROWS_AS(run(fail()), std::domain_error);
  CHECK_FALSE(EventLoop::has_current());
}

Task<> leftover(Record& record, Witness witness) {
  (void)witness;
  bool cancelled = false;
  try {
    co_await sleep(24h);
  } catch (const Cancelled&) {
    cancelled = true;
  }
  co_await sleep(10ms);  // cleaning up takes its time
  record.push_back(cancelled ? "cleaned up" : "not cancelled");
}

Task<int> leave_behind(Record& record, Tally& tally, bool fails) {
  (void)create_task(leftover(record, Witness(tally)));
  (void)create_task(leftover(record, Witness(tally)));
  co_await sleep(0s);
  record.push_back("main ends");
  if (fails) throw std::domain_error("on purpose");
  co_return 9;
}

TEST_CASE("L21: run cancels what is left over, waits for its cleanup, and closes the loop") {
  for (const bool fails : {false, true}) {
    CAPTURE(fails);
    Record record;
    Tally tally;
    sim::World world;
    if (fails)
      CHECK_THROWS_AS(world.run(leave_behind(record, tally, true)), std::domain_error);
    else
      CHECK(world.run(leave_behind(record, tally, false)) == 9);
    CHECK(record == Record{"main ends", "cleaned up", "cleaned up"});
    CHECK(world.loop().is_closed());
    check_all_gone(tally);
  }
}

Task<> start_another(Record& record, Tally& tally) {
  bool cancelled = false;
  try {
    co_await sleep(24h);
  } catch (const Cancelled&) {
    cancelled = true;
  }
  if (cancelled) (void)create_task(leftover(record, Witness(tally)));
}

Task<> leave_a_starter(Record& record, Tally& tally) {
  (void)create_task(start_another(record, tally));
  co_await sleep(0s);
}

TEST_CASE("L21: a task that is started during the cleanup is ended, too") {
  Record record;
  Tally tally;
  sim::World().run(leave_a_starter(record, tally));
  CHECK(record == Record{"cleaned up"});
  check_all_gone(tally);
}

Task<> fail_when_cancelled() {
  bool cancelled = false;
  try {
    co_await sleep(24h);
  } catch (const Cancelled&) {
    cancelled = true;
  }
  if (cancelled) throw std::runtime_error("cleanup failed");
}

Task<int> leave_a_failing_one() {
  (void)create_task(fail_when_cancelled(), "clumsy");
  co_await sleep(0s);
  co_return 9;
}

TEST_CASE("L22: what a leftover task throws in its cleanup is reported once, not thrown") {
  sim::World world;
  const test::CaptureReports reports(world.loop());
  CHECK(world.run(leave_a_failing_one()) == 9);
  REQUIRE(reports.contexts.size() == 1);
  CHECK(describe(reports.contexts[0].exception) == "cleanup failed");
  CHECK(reports.contexts[0].message.find("clumsy") != std::string::npos);
}

Task<> exit_when_cancelled() {
  bool cancelled = false;
  try {
    co_await sleep(24h);
  } catch (const Cancelled&) {
    cancelled = true;
  }
  if (cancelled) throw SystemExit(3);
}

Task<> leave_one_that_exits(Record& record, Tally& tally) {
  (void)create_task(exit_when_cancelled());
  (void)create_task(leftover(record, Witness(tally)));
  co_await sleep(0s);
}

TEST_CASE("L22: a leftover task that leaves the loop lets the others clean up first") {
  Record record;
  Tally tally;
  sim::World world;
  const test::CaptureReports reports(world.loop());
  CHECK_THROWS_AS(world.run(leave_one_that_exits(record, tally)), SystemExit);
  CHECK(record == Record{"cleaned up"});
  CHECK(reports.contexts.empty());
  check_all_gone(tally);
}

TEST_CASE("run: a result that can only be moved") {
  const auto movable = []() -> Task<std::unique_ptr<int>> { co_return std::make_unique<int>(6); };
  CHECK(*sim::World().run(movable()) == 6);
}

}  // namespace
}  // namespace kit
