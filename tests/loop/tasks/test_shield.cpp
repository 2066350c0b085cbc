// shield: a cancel that stops at whoever waits.

#include "loop/tasks/shield.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/timeout.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Record = std::vector<std::string>;
using test::Tally;
using test::Witness;

Task<int> note_and_return(Record& record) {
  try {
    co_await sleep(1s);
    record.push_back("inner finished");
  } catch (const Cancelled&) {
    record.push_back("inner cancelled");
    throw;
  }
  co_return 7;
}

Task<int> fail_later(Duration delay) {
  co_await sleep(delay);
  throw std::runtime_error("the inner one's");
}

Task<int> await_shielded(TaskHandle<int> inner) {
  const int value = co_await shield(inner);
  co_return value;
}

Task<> note_void(Record& record) {
  co_await sleep(1s);
  record.push_back("void");
}

// ------------------------------------------------------------ without a cancel

Task<> pass_results(Record& record) {
  const int value = co_await shield(note_and_return(record));  // starts it
  CHECK(value == 7);
  co_await shield(note_void(record));
  const TaskHandle<int> handle = create_task(note_and_return(record));
  const int of_handle = co_await shield(handle);
  CHECK(of_handle == 7);
  const std::uint32_t pass = EventLoop::current().pass();
  const int again = co_await shield(handle);  // done: does not pause
  CHECK(again == 7);
  CHECK(EventLoop::current().pass() == pass);
}

TEST_CASE("shield: otherwise it is as awaiting the handle itself") {
  Record record;
  sim::World().run(pass_results(record));
  CHECK(record == Record{"inner finished", "void", "inner finished"});
}

Task<std::exception_ptr> fail_shielded() {
  const TaskHandle<int> outer = create_task(await_shielded(create_task(fail_later(1ms))));
  co_await sleep(1s);
  CHECK_FALSE(outer.cancelled());
  co_return outer.exception();
}

TEST_CASE(
    "W21: an exception of the inner task is the outer one's, and nobody is told of it twice") {
  sim::World world;
  const test::CaptureReports reports(world.loop());
  const auto error = test::as<std::runtime_error>(world.run(fail_shielded()));
  CHECK(std::string(error.what()) == "the inner one's");
  CHECK(reports.contexts.empty());
}

Task<> cancel_inner(Record& record) {
  const TaskHandle<int> inner = create_task(note_and_return(record));
  const TaskHandle<int> outer = create_task(await_shielded(inner));
  co_await sleep(0s);
  co_await sleep(0s);
  inner.cancel();
  co_await sleep(1s);
  CHECK(inner.cancelled());
  CHECK(outer.cancelled());
  CHECK(outer.cancelling() == 0);  // nobody asked it
}

TEST_CASE("W21: when the inner task is cancelled, the outer one gets Cancelled") {
  Record record;
  sim::World().run(cancel_inner(record));
  CHECK(record == Record{"inner cancelled"});
}

// ------------------------------------------------------------ cancelled

Task<> cancel_outer(Record& record, int passes) {
  const TaskHandle<int> inner = create_task(note_and_return(record));
  const TaskHandle<int> outer = create_task(await_shielded(inner));
  for (int i = 0; i < passes; ++i) co_await sleep(0s);
  CHECK(outer.cancel());
  co_await sleep(0s);
  CHECK(outer.cancelled());
  CHECK_FALSE(inner.done());
  CHECK(inner.cancelling() == 0);
  co_await sleep(2s);
  CHECK(inner.result() == 7);
}

TEST_CASE(
    "W21: cancelling the outer task leaves the inner one running, and ends the wait at once") {
  for (const int passes : {0, 1, 2, 3}) {
    CAPTURE(passes);
    Record record;
    sim::World().run(cancel_outer(record, passes));
    CHECK(record == Record{"inner finished"});
  }
}

Task<> cancel_outer_when_woken(bool before) {
  EventLoop& loop = EventLoop::current();
  const TaskHandle<int> inner = create_task(fail_later(1s));
  const TaskHandle<int> outer = create_task(await_shielded(inner));
  co_await sleep(0s);
  // In the pass in which the inner one ends and queues the outer one, before it or behind it.
  const auto cancel = [outer] { CHECK(outer.cancel()); };
  loop.call_later(before ? 1s - 1ns : Duration(1s), cancel);
  co_await sleep(2s);
  CHECK(outer.cancelled());
  CHECK_FALSE(inner.cancelled());
}

TEST_CASE(
    "W21: a cancel in the pass in which the inner task fails: Cancelled, and the error told") {
  for (const bool before : {true, false}) {
    CAPTURE(before);
    sim::World world;
    const test::CaptureReports reports(world.loop());
    world.run(cancel_outer_when_woken(before));
    REQUIRE(reports.contexts.size() == 1);
    CHECK(describe(reports.contexts[0].exception) == "the inner one's");
  }
}

Task<int> cancel_self_and_shield(TaskHandle<int> inner) {
  TaskBase::current()->cancel();
  const int value = co_await shield(inner);
  co_return value;
}

Task<> cancel_before_shielding(Record& record) {
  const TaskHandle<int> inner = create_task(note_and_return(record));
  const TaskHandle<int> outer = create_task(cancel_self_and_shield(inner));
  co_await sleep(2s);
  CHECK(outer.cancelled());
  CHECK(inner.result() == 7);
}

TEST_CASE("W21: who was cancelled before it waits does not take the inner task along either") {
  Record record;
  sim::World().run(cancel_before_shielding(record));
  CHECK(record == Record{"inner finished"});
}

Task<int> shield_with_limit(TaskHandle<int> inner) {
  const int value = co_await shield(inner);
  co_return value;
}

Task<> time_out(Record& record) {
  const TaskHandle<int> inner = create_task(note_and_return(record));
  const std::exception_ptr failure =
      co_await test::failure_of(wait_for(shield_with_limit(inner), 10ms));
  CHECK(test::is<TimeoutError>(failure));
  CHECK(record.empty());
  const int value = co_await inner;  // wait again, for what went on
  CHECK(value == 7);
}

TEST_CASE("W21: inside wait_for, the time is over and the inner task goes on") {
  Record record;
  sim::World().run(time_out(record));
  CHECK(record == Record{"inner finished"});
}

// ------------------------------------------------------------ many, and the end

Task<> shield_by_many(Record& record) {
  const TaskHandle<int> inner = create_task(note_and_return(record));
  std::vector<TaskHandle<int>> outer;
  for (int i = 0; i < 10'000; ++i) outer.push_back(create_task(await_shielded(inner)));
  co_await sleep(0s);
  for (std::size_t i = 0; i < outer.size(); i += 2) outer[i].cancel();
  co_await sleep(2s);
  for (std::size_t i = 0; i < outer.size(); ++i) {
    REQUIRE(outer[i].done());
    REQUIRE(outer[i].cancelled() == (i % 2 == 0));
  }
}

TEST_CASE("shield: ten thousand wait for one, and half of them are cancelled") {
  Record record;
  sim::World().run(shield_by_many(record));
  CHECK(record == Record{"inner finished"});
}

Task<int> hold(Witness witness) {
  (void)witness;
  co_await sleep(1h);
  co_return 1;
}

Task<int> hold_shielded(Tally& tally) {
  const Witness witness(tally);
  const int value = co_await shield(hold(Witness(tally)));
  co_return value;
}

Task<> nap() { co_await sleep(1s); }

TEST_CASE("shield: run() ends what is shielded, too; closing the loop frees both frames") {
  Tally tally;
  {
    sim::World world;
    (void)create_task(world.loop(), hold_shielded(tally));
    world.run(nap());
    CHECK(tally.live() == 0);
  }
  sim::World world;
  (void)create_task(world.loop(), hold_shielded(tally));
  run_until_complete(world.loop(), nap());
  CHECK(tally.live() > 0);
  world.loop().close();
  CHECK(world.loop().timer_count() == 0);
  check_all_gone(tally);
}

}  // namespace
}  // namespace kit
