// wait_for: cancelled from outside, one in another, and when the loop is closed.

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/timeout.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Record = std::vector<std::string>;
using test::Tally;
using test::Witness;

TimePoint now() { return EventLoop::current().time(); }

template <class T>
Task<T> later(Duration delay, T value) {
  co_await sleep(delay);
  co_return std::move(value);
}

Task<int> note(Record& record, Duration cleanup) {
  record.push_back("begun");
  bool cancelled = false;
  try {
    co_await sleep(1h);
  } catch (const Cancelled&) {
    cancelled = true;
  }
  record.push_back(cancelled ? "inner cancelled" : "slept");
  co_await sleep(cleanup);
  record.push_back("inner cleaned");
  if (cancelled) throw Cancelled();
  co_return 1;
}

template <class T>
Task<> await_and_note(Task<T> waiting, Record& record) {
  try {
    co_await std::move(waiting);
    record.push_back("returned");
  } catch (const TimeoutError&) {
    record.push_back("TimeoutError");
  } catch (const Cancelled&) {
    record.push_back("Cancelled");
    throw;
  }
}

Task<> cancel_who_waits(Record& record, bool started, Duration limit) {
  std::optional<TaskHandle<int>> inner;
  if (started) inner = create_task(note(record, 5s));
  const TaskHandle<> outer = create_task(await_and_note(
      started ? wait_for(*inner, limit) : wait_for(note(record, 5s), limit), record));
  co_await sleep(0s);
  co_await sleep(0s);
  CHECK(outer.cancel());
  co_await sleep(0s);
  CHECK_FALSE(outer.done());  // it waits for the cleanup
  co_await sleep(6s);
  CHECK(outer.cancelled());
  CHECK(outer.cancelling() == 1);
}

TEST_CASE("W06: cancelling who waits cancels what it awaits: Cancelled, not TimeoutError") {
  for (const bool started : {false, true}) {
    // The second limit passes while it cleans up for the cancel.
    for (const Duration limit : {Duration(1h), Duration(1s)}) {
      CAPTURE(started);
      CAPTURE(limit.count());
      Record record;
      sim::World world;
      world.run(cancel_who_waits(record, started, limit));
      REQUIRE(record.size() > 0);
      CHECK(record.back() == "Cancelled");
      CHECK(world.loop().timer_count() == 0);
    }
  }
}

// The inner one is done, the outer one woken; then comes the cancel.
Task<> cancel_when_woken(bool first) {
  const Future<int> future;
  const TaskHandle<int> outer = create_task(wait_for(future, 1h));
  co_await sleep(0s);
  if (first) CHECK(outer.cancel());
  if (!future.done()) future.set_result(1);
  if (!first) CHECK(outer.cancel());
  co_await sleep(0s);
  co_await sleep(0s);
  CHECK(outer.cancelled());
  CHECK(EventLoop::current().timer_count() == 0);
}

TEST_CASE("W06: so it is when the result comes in the same pass") {
  sim::World().run(cancel_when_woken(true));
  sim::World().run(cancel_when_woken(false));
}

// ------------------------------------------------------------ one in another, and the end

Task<> nest() {
  const TimePoint start = now();
  const std::exception_ptr inner =
      co_await test::failure_of(wait_for(wait_for(later(1h, 1), 10ms), 20ms));
  CHECK(test::is<TimeoutError>(inner));
  CHECK(now() - start == 10ms);
  const std::exception_ptr outer =
      co_await test::failure_of(wait_for(wait_for(later(1h, 1), 20ms), 10ms));
  CHECK(test::is<TimeoutError>(outer));
  CHECK(now() - start == 20ms);
}

TEST_CASE("wait_for: one in another, whichever is over first") { sim::World().run(nest()); }

Task<> hold(Witness witness) {
  (void)witness;
  co_await sleep(1h);
}

TEST_CASE("wait_for: closing the loop in the middle frees frames and timers") {
  Tally tally;
  sim::World world;
  (void)create_task(world.loop(), wait_for(hold(Witness(tally)), 2h));
  const TaskHandle<> inner = create_task(world.loop(), hold(Witness(tally)));
  (void)create_task(world.loop(), wait_for(inner, 2h));
  Record record;
  run_until_complete(world.loop(), await_and_note(later(1s, 1), record));
  CHECK(world.loop().timer_count() == 4);
  world.loop().close();
  CHECK(world.loop().timer_count() == 0);
  check_all_gone(tally);
}

}  // namespace
}  // namespace kit
