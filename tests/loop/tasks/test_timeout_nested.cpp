// Timeout: one inside another, moved while it runs, and with others who cancel the same task.

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/timeout.hpp"
#include "tests/support/failures.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Record = std::vector<std::string>;

TimePoint now() { return EventLoop::current().time(); }

Task<> nap(Duration duration) { co_await sleep(duration); }

// ------------------------------------------------------------ rescheduling

Task<> move_deadline(Timeout& timeout, std::optional<Duration> delay, Duration rest) {
  co_await sleep(5ms);
  timeout.reschedule(deadline_after(delay));
  CHECK(timeout.when() == deadline_after(delay));
  co_await sleep(rest);
}

/// How long it took until the time was over; none if it never was.
Task<std::optional<Duration>> measure(std::optional<Duration> first, std::optional<Duration> second,
                                      Duration rest) {
  const TimePoint start = now();
  Timeout timeout(first);
  const std::exception_ptr failure =
      co_await test::failure_of(timeout.run(move_deadline(timeout, second, rest)));
  CHECK(timeout.expired() == test::is<TimeoutError>(failure));
  std::optional<Duration> taken;
  if (failure) taken = now() - start;
  co_return taken;
}

TEST_CASE("W10: reschedule puts the deadline off, brings it forward, arms and disarms it") {
  const auto measured = [](std::optional<Duration> first, std::optional<Duration> second,
                           Duration rest) {
    sim::World world;
    const std::optional<Duration> taken = world.run(measure(first, second, rest));
    CHECK(world.loop().timer_count() == 0);
    return taken;
  };
  CHECK(measured(10ms, 20ms, 1h) == 25ms);
  CHECK(measured(10ms, 20ms, 19ms) == std::nullopt);
  CHECK(measured(1h, 1ms, 1h) == 6ms);
  CHECK(measured(std::nullopt, 1ms, 1h) == 6ms);
  CHECK(measured(10ms, std::nullopt, 1h) == std::nullopt);
  CHECK(measured(10ms, 0ms, 1h) == 5ms);
  CHECK(measured(10ms, -1ms, 0ms) == 5ms);  // over at the next pause
}

Task<> reschedule_before_it_runs() {
  const TimePoint start = now();
  Timeout timeout(std::nullopt);
  timeout.reschedule(start + 10ms);
  CHECK(EventLoop::current().timer_count() == 0);  // nobody is there to be cancelled
  co_await sleep(4ms);
  const std::exception_ptr failure = co_await test::failure_of(timeout.run(nap(1h)));
  CHECK(test::is<TimeoutError>(failure));
  CHECK(now() - start == 10ms);
}

TEST_CASE("W10: a deadline set before it runs counts from when it was set") {
  sim::World().run(reschedule_before_it_runs());
}

Task<> reschedule_in_cleanup(Timeout& timeout, Record& record) {
  try {
    co_await sleep(1h);
  } catch (const Cancelled&) {
    try {
      timeout.reschedule(std::nullopt);
    } catch (const std::runtime_error&) {
      record.push_back("too late");
    }
    throw;
  }
}

Task<> reschedule_too_late(Record& record) {
  Timeout timeout(1ms);
  const std::exception_ptr failure =
      co_await test::failure_of(timeout.run(reschedule_in_cleanup(timeout, record)));
  CHECK(test::is<TimeoutError>(failure));
}

TEST_CASE("W13: what has expired cannot be put off") {
  Record record;
  sim::World().run(reschedule_too_late(record));
  CHECK(record == Record{"too late"});
}

// The deadline has come, and somebody whose turn is before the timer's puts it off.
Task<> put_off_at_the_last_moment() {
  const TimePoint start = now();
  Timeout timeout(10ms);
  const auto put_off = [&timeout] { timeout.reschedule(now() + 10ms); };
  EventLoop::current().call_at(start + 10ms, put_off);  // before the timer of run()
  const std::exception_ptr failure = co_await test::failure_of(timeout.run(nap(15ms)));
  CHECK_FALSE(failure);
  CHECK(now() - start == 15ms);
}

TEST_CASE("W10: put off in the very pass in which it is due, it is put off") {
  sim::World world;
  world.run(put_off_at_the_last_moment());
  CHECK(world.loop().timer_count() == 0);
}

// ------------------------------------------------------------ one inside another

struct Scopes {
  std::optional<Timeout> outer;
  std::optional<Timeout> inner;
  std::exception_ptr inner_failure;
};

Task<> run_inner(Scopes& scopes, Duration body) {
  scopes.inner_failure = co_await test::failure_of(scopes.inner->run(nap(body)));
  if (scopes.inner_failure) std::rethrow_exception(scopes.inner_failure);
}

Task<std::exception_ptr> run_both(Scopes& scopes, Duration outer, Duration inner, Duration body) {
  scopes.outer.emplace(outer);
  scopes.inner.emplace(inner);
  const std::exception_ptr failure =
      co_await test::failure_of(scopes.outer->run(run_inner(scopes, body)));
  CHECK(TaskBase::current()->cancelling() == 0);
  CHECK(EventLoop::current().timer_count() == 0);
  co_await sleep(1s);
  co_return failure;
}

TEST_CASE("W08: nested, the scope whose time is over throws TimeoutError, and only that one") {
  Scopes scopes;
  SUBCASE("the inner one") {
    const std::exception_ptr failure = sim::World().run(run_both(scopes, 20ms, 10ms, 1h));
    CHECK(test::is<TimeoutError>(scopes.inner_failure));
    CHECK(test::is<TimeoutError>(failure));  // the inner one's, nobody caught it
    CHECK_FALSE(scopes.outer->expired());
    CHECK(scopes.inner->expired());
  }
  SUBCASE("the outer one") {
    const std::exception_ptr failure = sim::World().run(run_both(scopes, 10ms, 20ms, 1h));
    CHECK(test::is<Cancelled>(scopes.inner_failure));
    CHECK(test::is<TimeoutError>(failure));
    CHECK(scopes.outer->expired());
    CHECK_FALSE(scopes.inner->expired());
  }
  SUBCASE("both, in the same pass: the outer one's cancel is not the inner one's to take") {
    const std::exception_ptr failure = sim::World().run(run_both(scopes, 10ms, 10ms, 1h));
    CHECK(test::is<Cancelled>(scopes.inner_failure));
    CHECK(test::is<TimeoutError>(failure));
    CHECK(scopes.outer->expired());
  }
  SUBCASE("neither") {
    const std::exception_ptr failure = sim::World().run(run_both(scopes, 20ms, 20ms, 10ms));
    CHECK_FALSE(failure);
    CHECK_FALSE(scopes.outer->expired());
    CHECK_FALSE(scopes.inner->expired());
  }
}

// ------------------------------------------------------------ somebody else cancels

Task<> in_scope(std::optional<Timeout>& timeout, Duration delay) {
  timeout.emplace(delay);
  co_await timeout->run(nap(1h));
}

/// Cancels at the deadline, before the timer's turn or after it; the task hears of both at once.
Task<> cancel_at_deadline(bool before) {
  EventLoop& loop = EventLoop::current();
  std::optional<TaskHandle<>> handle;
  std::optional<Timeout> timeout;
  const auto cancel = [&handle] { CHECK(handle->cancel()); };
  const TimePoint deadline = loop.time() + 10ms;
  if (before) loop.call_at(deadline, cancel);
  handle = create_task(in_scope(timeout, 10ms));
  co_await sleep(0s);
  if (!before) loop.call_at(deadline, cancel);
  co_await sleep(20ms);
  CHECK(handle->cancelled());
  CHECK(handle->cancelling() == 1);  // theirs; ours was taken back
  CHECK(timeout->expired());
  timeout.reset();
}

TEST_CASE("W12: a cancel from outside stays Cancelled, also in the pass of the deadline") {
  for (const bool before : {true, false}) {
    CAPTURE(before);
    sim::World world;
    world.run(cancel_at_deadline(before));
    CHECK(world.loop().timer_count() == 0);
  }
}

Task<> cancel_early() {
  std::optional<Timeout> timeout;
  const TaskHandle<> handle = create_task(in_scope(timeout, 10ms));
  co_await sleep(5ms);
  handle.cancel();
  co_await sleep(0s);
  CHECK(handle.cancelled());
  CHECK_FALSE(timeout->expired());
  CHECK(EventLoop::current().timer_count() == 0);
  timeout.reset();
}

TEST_CASE("W12: cancelled before the deadline, the scope takes its timer with it") {
  sim::World().run(cancel_early());
}

Task<> survive_and_time_out(Record& record) {
  try {
    co_await sleep(1h);
  } catch (const Cancelled&) {
    record.push_back("Cancelled");
  }
  Timeout timeout(1s);
  const std::exception_ptr failure = co_await test::failure_of(timeout.run(nap(1h)));
  if (test::is<TimeoutError>(failure)) record.push_back("TimeoutError");
  CHECK(TaskBase::current()->cancelling() == 1);  // what was asked before the scope stays asked
}

Task<> cancel_survivor(Record& record) {
  const TaskHandle<> handle = create_task(survive_and_time_out(record));
  co_await sleep(0s);
  handle.cancel();
  co_await handle;
}

TEST_CASE("W08: a scope in the cleanup of a task that was cancelled before still times out") {
  Record record;
  sim::World().run(cancel_survivor(record));
  CHECK(record == Record{"Cancelled", "TimeoutError"});
}

// Ten thousand scopes in ten thousand tasks, half of which are too slow.
Task<> count_timeouts(int& timeouts, Duration body) {
  Timeout timeout(10ms);
  const std::exception_ptr failure = co_await test::failure_of(timeout.run(nap(body)));
  timeouts += test::is<TimeoutError>(failure) ? 1 : 0;
}

Task<> run_many(int& timeouts) {
  std::vector<TaskHandle<>> handles;
  for (int i = 0; i < 10'000; ++i)
    handles.push_back(create_task(count_timeouts(timeouts, i % 2 == 0 ? 5ms : 15ms)));
  for (const TaskHandle<>& handle : handles) co_await handle;
  CHECK(EventLoop::current().timer_count() == 0);
}

TEST_CASE("Timeout: ten thousand at a time") {
  int timeouts = 0;
  sim::World().run(run_many(timeouts));
  CHECK(timeouts == 5'000);
}

}  // namespace
}  // namespace kit
