// Future: done once, and whoever waits is called later, in order.

#include "loop/tasks/future.hpp"

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
#include "tests/support/passes.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Record = std::vector<std::string>;
using test::Tally;
using test::Witness;

// ------------------------------------------------------------ the state

TEST_CASE("F01: a new future is neither done nor cancelled, and has nothing to give") {
  sim::World world;
  const Future<int> future(world.loop());
  CHECK_FALSE(future.done());
  CHECK_FALSE(future.cancelled());
  CHECK_THROWS_WITH_AS(future.result(), "Result is not set.", InvalidStateError);
  CHECK_THROWS_WITH_AS(future.exception(), "Exception is not set.", InvalidStateError);
}

TEST_CASE("F02: a result is set once, and stays") {
  sim::World world;
  const Future<int> future(world.loop());
  future.set_result(1);
  CHECK_THROWS_AS(future.set_result(2), InvalidStateError);
  CHECK_THROWS_AS(future.set_exception(std::runtime_error("late")), InvalidStateError);
  CHECK_FALSE(future.cancel());
  CHECK(future.done());
  CHECK_FALSE(future.cancelled());
  CHECK(future.result() == 1);
  CHECK(future.exception() == nullptr);
}

TEST_CASE("F02: an exception is set once, and stays") {
  sim::World world;
  const Future<int> future(world.loop());
  future.set_exception(std::domain_error("first"));
  CHECK_THROWS_AS(future.set_result(2), InvalidStateError);
  CHECK_THROWS_AS(future.set_exception(std::runtime_error("late")), InvalidStateError);
  CHECK_FALSE(future.cancel());
  CHECK_THROWS_WITH_AS(future.result(), "first", std::domain_error);
  CHECK(describe(future.exception()) == "first");
}

TEST_CASE("F06: a cancelled future throws Cancelled, whatever is asked") {
  sim::World world;
  const Future<int> future(world.loop());
  CHECK(future.cancel());
  CHECK(future.done());
  CHECK(future.cancelled());
  CHECK_THROWS_AS(future.result(), Cancelled);
  CHECK_THROWS_AS(future.exception(), Cancelled);
  CHECK_FALSE(future.cancel());
  CHECK_THROWS_AS(future.set_result(1), InvalidStateError);
}

// ------------------------------------------------------------ callbacks

Task<> set_and_look(Record& record) {
  const Future<> future;
  future.add_done_callback([&record] { record.push_back("first"); });
  future.add_done_callback([&record] { record.push_back("second"); });
  future.set_result();
  record.push_back("after set");
  co_await sleep(0s);
}

TEST_CASE("F03: done callbacks run in a later pass, in the order in which they were added") {
  Record record;
  sim::World().run(set_and_look(record));
  CHECK(record == Record{"after set", "first", "second"});
}

Task<> add_when_done(Record& record) {
  const Future<> future;
  future.cancel();
  future.add_done_callback([&record] { record.push_back("called"); });
  record.push_back("added");
  co_await sleep(0s);
}

TEST_CASE("F04: a callback added to a finished future is called later, too") {
  Record record;
  sim::World().run(add_when_done(record));
  CHECK(record == Record{"added", "called"});
}

TEST_CASE("Future: what a callback captured is freed, called or not") {
  Tally called;
  Tally uncalled;
  sim::World world;
  {
    const Future<> done(world.loop());
    const Future<> dropped(world.loop());
    done.add_done_callback([witness = Witness(called)] { (void)witness; });
    dropped.add_done_callback([witness = Witness(uncalled)] { (void)witness; });
    done.set_result();
    CHECK(uncalled.live() == 1);
  }
  CHECK(uncalled.live() == 0);  // the last reference is gone, so nobody will ever set it
  CHECK(called.live() == 1);
  world.run(test::passes(1));
  check_all_gone(called);
  check_all_gone(uncalled);
}

TEST_CASE("Future: a callback queued in a loop that is closed already is freed with the loop") {
  Tally tally;
  {
    sim::World world;
    const Future<> future(world.loop());
    future.add_done_callback([witness = Witness(tally)] { (void)witness; });
    world.loop().close();
    future.set_result();
  }
  check_all_gone(tally);
}

// ------------------------------------------------------------ awaiting

Task<std::uint32_t> await_finished() {
  const Future<int> future;
  future.set_result(5);
  const std::uint32_t before = EventLoop::current().pass();
  const int value = co_await future;
  CHECK(value == 5);
  co_return EventLoop::current().pass() - before;
}

TEST_CASE("T03: awaiting a finished future does not pause") {
  CHECK(sim::World().run(await_finished()) == 0);
}

Task<> wait_for_it(Future<int> future, std::string name, Record& record) {
  const int value = co_await future;
  record.push_back(name + " got " + std::to_string(value));
}

Task<> three_wait(Record& record) {
  const Future<int> future;
  const TaskHandle<> a = create_task(wait_for_it(future, "a", record));
  const TaskHandle<> b = create_task(wait_for_it(future, "b", record));
  const TaskHandle<> c = create_task(wait_for_it(future, "c", record));
  co_await sleep(0s);
  future.set_result(7);
  record.push_back("set");
  co_await c;
}

TEST_CASE("Future: many may await one; they wake in order, after the one who set it pauses") {
  Record record;
  sim::World().run(three_wait(record));
  CHECK(record == Record{"set", "a got 7", "b got 7", "c got 7"});
}

Task<> set_later(Future<std::unique_ptr<int>> future) {
  co_await sleep(1ms);
  future.set_result(std::make_unique<int>(9));
}

Task<int> await_movable() {
  const Future<std::unique_ptr<int>> future;
  (void)create_task(set_later(future));
  const std::unique_ptr<int> value = co_await Future<std::unique_ptr<int>>(future);
  co_return *value;
}

TEST_CASE("Future: a result that can only be moved goes to the one who awaits an rvalue") {
  CHECK(sim::World().run(await_movable()) == 9);
}

Task<std::exception_ptr> await_foreign(Future<int> future) {
  std::exception_ptr failure;
  try {
    const int value = co_await future;
    CHECK(value != value);
  } catch (...) {
    failure = std::current_exception();
  }
  co_return failure;
}

TEST_CASE("F08: awaiting a future of another loop is an error, at once") {
  sim::World other;
  const Future<int> future(other.loop());
  const std::exception_ptr failure = sim::World().run(await_foreign(future));
  const auto error = test::as<std::runtime_error>(failure);
  CHECK(std::string(error.what()).find("another event loop") != std::string::npos);
}

TEST_CASE("Future: made where no loop runs, it needs to be told which") {
  CHECK_THROWS_AS(Future<int>(), std::runtime_error);
}

// ------------------------------------------------------------ reports

TEST_CASE("F09: an exception that nobody asked for is reported") {
  sim::World world;
  const test::CaptureReports reports(world.loop());
  {
    const Future<int> asked(world.loop());
    asked.set_exception(std::runtime_error("seen"));
    CHECK(describe(asked.exception()) == "seen");
    const Future<int> thrown(world.loop());
    thrown.set_exception(std::runtime_error("seen"));
    CHECK_THROWS(thrown.result());
    const Future<int> cancelled(world.loop());
    cancelled.cancel();
    const Future<int> unasked(world.loop());
    unasked.set_exception(std::runtime_error("unseen"));
  }
  REQUIRE(reports.contexts.size() == 1);
  CHECK(reports.contexts[0].message == "Future exception was never retrieved");
  CHECK(describe(reports.contexts[0].exception) == "unseen");
}

// ------------------------------------------------------------ lifetimes

Task<int> hold(Witness witness, Future<int> future) {
  (void)witness;
  const int value = co_await future;
  co_return value;
}

Task<> hold_and_set(Tally& tally, bool fails) {
  const Future<int> future;
  const TaskHandle<int> handle = create_task(hold(Witness(tally), future));
  co_await sleep(0s);
  CHECK(tally.live() == 1);
  if (fails)
    future.set_exception(std::runtime_error("expected"));
  else
    future.set_result(1);
  co_await sleep(0s);
  CHECK(handle.done());
  CHECK((handle.exception() != nullptr) == fails);
  CHECK(tally.live() == 0);
}

TEST_CASE("Future: the frame of who awaits one is freed once") {
  for (const bool fails : {false, true}) {
    Tally tally;
    sim::World().run(hold_and_set(tally, fails));
    check_all_gone(tally);
  }
}

TEST_CASE("Future: the frame of who awaits one that is never set goes with the loop") {
  Tally tally;
  {
    sim::World world;
    const Future<int> never(world.loop());
    (void)create_task(world.loop(), hold(Witness(tally), never));
    test::run_pass(world.loop());
    CHECK(tally.live() == 1);
  }
  check_all_gone(tally);
}

}  // namespace
}  // namespace kit
