// Timeout: a deadline for a part of a task. One inside another, and cancels from elsewhere, are in
// test_timeout_nested.

#include "loop/tasks/timeout.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Record = std::vector<std::string>;
using test::Tally;
using test::Witness;

TimePoint now() { return EventLoop::current().time(); }

Task<> nap(Duration duration) { co_await sleep(duration); }

Task<> note_cancel(Duration duration, Record& record) {
  try {
    co_await sleep(duration);
    record.push_back("slept");
  } catch (const Cancelled&) {
    record.push_back("Cancelled");
    throw;
  }
}

// ------------------------------------------------------------ expiring, and not

Task<> let_it_expire(Record& record) {
  const TimePoint start = now();
  Timeout timeout(10ms);
  CHECK(timeout.when() == start + 10ms);
  CHECK_FALSE(timeout.expired());
  const std::exception_ptr failure =
      co_await test::failure_of(timeout.run(note_cancel(1h, record)));
  CHECK(test::is<TimeoutError>(failure));
  CHECK(timeout.expired());
  CHECK(TaskBase::current()->cancelling() == 0);
  CHECK(now() - start == 10ms);
  co_await sleep(1s);  // nothing of it is left to disturb this
  CHECK(now() - start == 1s + 10ms);
}

TEST_CASE("W08: the body is cancelled where it waits, and what leaves the scope is TimeoutError") {
  Record record;
  sim::World world;
  world.run(let_it_expire(record));
  CHECK(record == Record{"Cancelled"});
  CHECK(world.loop().timer_count() == 0);
}

Task<> end_in_time(Record& record) {
  Timeout timeout(10ms);
  co_await timeout.run(note_cancel(9ms, record));
  CHECK_FALSE(timeout.expired());
  CHECK(EventLoop::current().timer_count() == 0);  // gone with the scope, not with the object
  const TimePoint start = now();
  co_await sleep(1s);
  CHECK(now() - start == 1s);
}

TEST_CASE("W08: a body that ends in time is left in peace, then and later") {
  Record record;
  sim::World().run(end_in_time(record));
  CHECK(record == Record{"slept"});
}

Task<std::unique_ptr<int>> make_number(Duration duration) {
  co_await sleep(duration);
  co_return std::make_unique<int>(7);
}

Task<> pass_results_through() {
  Timeout timeout(10ms);
  const std::unique_ptr<int> number = co_await timeout.run(make_number(1ms));
  CHECK(*number == 7);
  Timeout none(std::nullopt);
  const std::unique_ptr<int> another = co_await none.run(make_number(1h));
  CHECK(*another == 7);
  Timeout longest(Duration::max());
  CHECK(longest.when() == TimePoint::max());
  const std::unique_ptr<int> last = co_await longest.run(make_number(1h));
  CHECK(*last == 7);
}

TEST_CASE("W08: results pass through, also those that can only be moved") {
  sim::World world;
  world.run(pass_results_through());
  CHECK(world.loop().timer_count() == 0);
}

Task<> clean_up_slowly(Record& record) {
  bool cancelled = false;
  try {
    co_await sleep(1h);
  } catch (const Cancelled&) {
    cancelled = true;
  }
  co_await sleep(5s);
  record.push_back("cleaned up");
  if (cancelled) throw Cancelled();
}

Task<> wait_for_cleanup(Record& record) {
  const TimePoint start = now();
  Timeout timeout(1s);
  const std::exception_ptr failure =
      co_await test::failure_of(timeout.run(clean_up_slowly(record)));
  record.push_back("TimeoutError");
  CHECK(test::is<TimeoutError>(failure));
  CHECK(now() - start == 6s);
}

TEST_CASE("W08: the scope is left when the body has cleaned up") {
  Record record;
  sim::World().run(wait_for_cleanup(record));
  CHECK(record == Record{"cleaned up", "TimeoutError"});
}

Task<int> make_light_of_it() {
  try {
    co_await sleep(1h);
  } catch (const Cancelled&) {
  }
  co_return 7;
}

Task<> use_what_came_late() {
  Timeout timeout(1s);
  const int value = co_await timeout.run(make_light_of_it());
  CHECK(value == 7);
  CHECK(timeout.expired());
  CHECK(TaskBase::current()->cancelling() == 0);
}

TEST_CASE("W08: a body that makes light of its cancel has a result, late") {
  sim::World().run(use_what_came_late());
}

Task<> work_without_pause(sim::VirtualClock& clock) {
  clock.advance(1h);
  co_return;
}

Task<> outlast_without_pause(sim::VirtualClock& clock, Duration delay) {
  Timeout timeout(delay);
  co_await timeout.run(work_without_pause(clock));
  CHECK_FALSE(timeout.expired());
  CHECK(TaskBase::current()->cancelling() == 0);
  co_await sleep(0s);
  co_await sleep(0s);
}

TEST_CASE("W09: a body that never pauses is not timed out, however long it takes") {
  for (const Duration delay : {Duration(1ms), Duration(0), Duration(-1ms)}) {
    sim::World world;
    CHECK_NOTHROW(world.run(outlast_without_pause(world.clock(), delay)));
    CHECK(world.loop().timer_count() == 0);
  }
}

Task<> expire_at_once(Duration delay, Duration body) {
  const TimePoint start = now();
  Timeout timeout(delay);
  const std::exception_ptr failure = co_await test::failure_of(timeout.run(nap(body)));
  CHECK(test::is<TimeoutError>(failure));
  CHECK(now() == start);
  CHECK(timeout.expired());
}

TEST_CASE("W10: a timeout of nothing, or less, is over at the first pause") {
  for (const Duration delay : {Duration(0), Duration(-1h), Duration::min()}) {
    CAPTURE(delay.count());
    sim::World().run(expire_at_once(delay, 1h));
  }
}

Task<> pause_for_a_pass(Duration delay) {
  Timeout timeout(delay);
  co_await timeout.run(nap(0s));
}

TEST_CASE("W10: one pass is a pause, too") {
  CHECK_THROWS_AS(sim::World().run(pause_for_a_pass(0s)), TimeoutError);
  CHECK_THROWS_AS(sim::World().run(pause_for_a_pass(-1s)), TimeoutError);
  CHECK_NOTHROW(sim::World().run(pause_for_a_pass(1ns)));
}

Task<> fail_after(Duration duration) {
  co_await sleep(duration);
  throw std::logic_error("the body's");
}

Task<> fail_in_cleanup() {
  try {
    co_await sleep(1h);
  } catch (const Cancelled&) {
    throw std::logic_error("the body's");
  }
}

Task<> pass_errors_through() {
  Timeout in_time(1s);
  const std::exception_ptr early = co_await test::failure_of(in_time.run(fail_after(1ms)));
  CHECK(test::is<std::logic_error>(early));
  CHECK_FALSE(in_time.expired());
  Timeout late(1s);
  const std::exception_ptr failure = co_await test::failure_of(late.run(fail_in_cleanup()));
  CHECK(test::is<std::logic_error>(failure));
  CHECK(late.expired());
  CHECK(TaskBase::current()->cancelling() == 0);
}

TEST_CASE("W12: another exception passes as it is, also when the time is over") {
  sim::World world;
  world.run(pass_errors_through());
  CHECK(world.loop().timer_count() == 0);
}

// ------------------------------------------------------------ misuse

Task<> enter_twice(Tally& tally) {
  const auto hold = [](Witness) -> Task<> { co_return; };
  Timeout timeout(1s);
  co_await timeout.run(hold(Witness(tally)));
  const std::exception_ptr again = co_await test::failure_of(timeout.run(hold(Witness(tally))));
  CHECK(test::is<std::runtime_error>(again));
  CHECK_THROWS_AS(timeout.reschedule(now() + 1s), std::runtime_error);
  CHECK_THROWS_AS(timeout.reschedule(std::nullopt), std::runtime_error);
  CHECK(EventLoop::current().timer_count() == 0);
}

TEST_CASE("W13: used twice, or rescheduled when it was left, it is an error") {
  Tally tally;
  sim::World().run(enter_twice(tally));
  check_all_gone(tally);
}

Task<> enter_from_inside(Timeout& timeout) { co_await timeout.run(nap(1ms)); }

Task<> enter_both() {
  Timeout timeout(1s);
  co_await timeout.run(enter_from_inside(timeout));
}

TEST_CASE("W13: so it is inside itself; and where no loop runs there is none") {
  CHECK_THROWS_AS(sim::World().run(enter_both()), std::runtime_error);
  CHECK_THROWS_AS(Timeout{1s}, std::runtime_error);
  CHECK_THROWS_AS(Timeout{std::nullopt}, std::runtime_error);
}

// ------------------------------------------------------------ lifetimes

Task<> hold_for_ever(Witness witness) {
  (void)witness;
  co_await sleep(1h);
}

Task<> hold_in_scope(Tally& tally) {
  Timeout timeout(2h);
  co_await timeout.run(hold_for_ever(Witness(tally)));
}

TEST_CASE("Timeout: closing the loop in the middle frees frames and timers") {
  Tally tally;
  sim::World world;
  (void)create_task(world.loop(), hold_in_scope(tally));
  run_until_complete(world.loop(), nap(1s));
  CHECK(world.loop().timer_count() == 2);
  CHECK(tally.live() > 0);
  world.loop().close();
  CHECK(world.loop().timer_count() == 0);
  check_all_gone(tally);
}

}  // namespace
}  // namespace kit
