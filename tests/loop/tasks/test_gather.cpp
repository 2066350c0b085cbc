// gather: side by side, results in the order of the arguments.
//
// W14's "list" is a tuple, so that each result keeps its type. gather itself is a Task, lazy like
// any other: what it was given starts when it is awaited.

#include "loop/tasks/gather.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Record = std::vector<std::string>;
using test::Tally;
using test::Witness;

template <class T>
Task<T> later(Duration delay, T value) {
  co_await sleep(delay);
  co_return std::move(value);
}

Task<> note_later(Duration delay, std::string text, Record& record) {
  co_await sleep(delay);
  record.push_back(text);
}

template <class T>
Task<T> fail_later(Duration delay, std::string text) {
  co_await sleep(delay);
  throw std::runtime_error(text);
}

// ------------------------------------------------------------ results

Task<> gather_three(Record& record) {
  EventLoop& loop = EventLoop::current();
  const TimePoint start = loop.time();
  const std::tuple<int, std::monostate, std::string> results = co_await gather(
      later(30ms, 1), note_later(10ms, "noted", record), later(20ms, std::string("three")));
  CHECK(std::get<0>(results) == 1);
  CHECK(std::get<2>(results) == "three");
  CHECK(loop.time() - start == 30ms);  // side by side, not one after the other
}

TEST_CASE("W14: results come in the order of the arguments, whoever ends first") {
  Record record;
  sim::World().run(gather_three(record));
  CHECK(record == Record{"noted"});
}

Task<bool> gather_nothing() {
  const std::uint32_t before = EventLoop::current().pass();
  const std::tuple<> results = co_await gather();
  CHECK(results == std::tuple<>());
  co_return EventLoop::current().pass() == before;
}

TEST_CASE("W14: gather of nothing gives nothing, and does not pause") {
  CHECK(sim::World().run(gather_nothing()));
}

Task<int> immediate(int value) { co_return value; }

Task<> gather_immediate() {
  const std::tuple<int, int> results = co_await gather(immediate(1), immediate(2));
  CHECK(results == std::tuple<int, int>(1, 2));
}

TEST_CASE("gather: tasks that never pause") { sim::World().run(gather_immediate()); }

Task<> gather_movable() {
  std::tuple<std::unique_ptr<int>, std::unique_ptr<int>> results =
      co_await gather(later(2ms, std::make_unique<int>(1)), later(1ms, std::make_unique<int>(2)));
  CHECK(*std::get<0>(results) == 1);
  CHECK(*std::get<1>(results) == 2);
}

TEST_CASE("gather: results that can only be moved") { sim::World().run(gather_movable()); }

TEST_CASE("gather: not awaited, it starts nothing and frees every frame") {
  Tally tally;
  bool ran = false;
  const auto hold = [](Witness, bool& begun) -> Task<> {
    begun = true;
    co_return;
  };
  { const auto unawaited = gather(hold(Witness(tally), ran), hold(Witness(tally), ran)); }
  CHECK_FALSE(ran);
  check_all_gone(tally);
}

// ------------------------------------------------------------ failures

Task<> gather_failing(Record& record) {
  EventLoop& loop = EventLoop::current();
  const TimePoint start = loop.time();
  std::exception_ptr failure;
  try {
    co_await gather(note_later(20ms, "the other went on", record), fail_later<int>(10ms, "first"));
  } catch (...) {
    failure = std::current_exception();
  }
  CHECK(describe(failure) == "first");
  CHECK(test::is<std::runtime_error>(failure));
  CHECK(loop.time() - start == 10ms);
  CHECK(record.empty());
  co_await sleep(20ms);
}

TEST_CASE("W15: the first exception comes at once; the other tasks go on") {
  Record record;
  sim::World world;
  const test::CaptureReports reports(world.loop());
  world.run(gather_failing(record));
  CHECK(record == Record{"the other went on"});
  CHECK(reports.contexts.empty());
}

Task<std::exception_ptr> gather_two_failing(Duration one, Duration other) {
  std::exception_ptr failure;
  try {
    co_await gather(fail_later<int>(one, "one"), fail_later<int>(other, "other"));
  } catch (...) {
    failure = std::current_exception();
  }
  co_await sleep(1s);
  co_return failure;
}

TEST_CASE("W15: of two exceptions the first in time is thrown, not the first in the list") {
  const auto outcome = [](Duration one, Duration other) {
    sim::World world;
    const test::CaptureReports reports(world.loop());
    const std::string thrown = describe(world.run(gather_two_failing(one, other)));
    REQUIRE(reports.contexts.size() == 1);  // the one that came too late is not lost
    CHECK(describe(reports.contexts[0].exception) == (thrown == "one" ? "other" : "one"));
    return thrown;
  };
  CHECK(outcome(1ms, 1s) == "one");
  CHECK(outcome(1s, 1ms) == "other");
  CHECK(outcome(1ms, 1ms) == "one");
  CHECK(outcome(2ns, 1ns) == "other");
  CHECK(outcome(0s, -1s) == "one");
}

// The second fails in the very pass before the first does: both are done when gather wakes.
Task<int> fail_after_passes(int passes, std::string text) {
  for (int i = 0; i < passes; ++i) co_await sleep(0s);
  throw std::runtime_error(text);
}

Task<std::exception_ptr> gather_close_calls(int one, int other) {
  std::exception_ptr failure;
  try {
    co_await gather(fail_after_passes(one, "one"), fail_after_passes(other, "other"));
  } catch (...) {
    failure = std::current_exception();
  }
  co_return failure;
}

TEST_CASE("W15: so it is when the second comes before gather has heard of the first") {
  for (int apart = 1; apart < 4; ++apart) {
    CAPTURE(apart);
    sim::World one_first;
    const test::CaptureReports reports(one_first.loop());
    CHECK(describe(one_first.run(gather_close_calls(0, apart))) == "one");
    sim::World other_first;
    const test::CaptureReports more_reports(other_first.loop());
    CHECK(describe(other_first.run(gather_close_calls(apart, 0))) == "other");
  }
}

Task<std::exception_ptr> gather_a_cancelled_one() {
  const auto cancel_self = []() -> Task<int> {
    TaskBase::current()->cancel();
    co_await sleep(0s);
    co_return 1;
  };
  std::exception_ptr failure;
  try {
    co_await gather(later(1h, 1), cancel_self());
  } catch (...) {
    failure = std::current_exception();
  }
  co_return failure;
}

TEST_CASE("W15: a task that is cancelled counts as one that failed") {
  CHECK(test::is<Cancelled>(sim::World().run(gather_a_cancelled_one())));
}

// ------------------------------------------------------------ lifetimes

Task<int> hold(Witness witness, Duration delay, bool fails) {
  const Witness local(witness);
  co_await sleep(delay);
  if (fails) throw std::runtime_error("expected");
  (void)local;
  co_return 1;
}

Task<> gather_holding(Tally& tally, bool fails) {
  bool failed = false;
  try {
    co_await gather(hold(Witness(tally), 1ms, fails), hold(Witness(tally), 2ms, false));
  } catch (const std::runtime_error&) {
    failed = true;
  }
  CHECK(failed == fails);
  co_await sleep(1s);
  CHECK(tally.live() == 0);
}

TEST_CASE("gather: every frame is freed once, whether all return or one throws") {
  for (const bool fails : {false, true}) {
    CAPTURE(fails);
    Tally tally;
    sim::World().run(gather_holding(tally, fails));
    check_all_gone(tally);
  }
}

Task<> gather_for_ever(Tally& tally) {
  co_await gather(hold(Witness(tally), 1h, false), hold(Witness(tally), 2h, false));
}

Task<> cancel_gather(Tally& tally) {
  const TaskHandle<> handle = create_task(gather_for_ever(tally));
  co_await sleep(1s);
  CHECK(handle.cancel());
  co_await sleep(1s);
  CHECK(handle.cancelled());
  CHECK(tally.live() == 0);
}

TEST_CASE("gather: cancelling who gathers cancels what is gathered") {
  Tally tally;
  sim::World().run(cancel_gather(tally));
  check_all_gone(tally);
}

TEST_CASE("gather: closing the loop in the middle frees every frame") {
  Tally tally;
  {
    sim::World world;
    (void)create_task(world.loop(), gather_for_ever(tally));
    const auto nap = []() -> Task<> { co_await sleep(1s); };
    run_until_complete(world.loop(), nap());
    CHECK(tally.live() > 0);
  }
  check_all_gone(tally);
}

}  // namespace
}  // namespace kit
