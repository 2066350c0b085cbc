// wait_for: a task with a deadline. What the scope under it does is in test_timeout; cancels
// from outside are in test_wait_for_cancel.
//
// W02's two names for one error do not arise here: there is one TimeoutError.

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>
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

// ------------------------------------------------------------ in time, and late

Task<> wait_in_time() {
  const int value = co_await wait_for(later(9ms, 7), 10ms);
  CHECK(value == 7);
  const std::unique_ptr<int> number = co_await wait_for(later(9ms, std::make_unique<int>(8)), 10ms);
  CHECK(*number == 8);
  const std::optional<Duration> none;
  const int unlimited = co_await wait_for(later(1h, 9), none);
  CHECK(unlimited == 9);
  const TaskHandle<int> handle = create_task(later(9ms, 10));
  const int started = co_await wait_for(handle, 10ms);
  CHECK(started == 10);
  const int again = co_await wait_for(handle, none);
  CHECK(again == 10);
  const Future<std::string> future;
  EventLoop::current().call_later(9ms, [future] { future.set_result("set"); });
  const std::string text = co_await wait_for(future, 10ms);
  CHECK(text == "set");
  CHECK(EventLoop::current().timer_count() == 0);
}

TEST_CASE("W01, W04: in time, or without a limit, it gives what it awaits") {
  sim::World().run(wait_in_time());
}

Task<> wait_too_long(Record& record) {
  const TimePoint start = now();
  co_await await_and_note(wait_for(note(record, 5s), 1s), record);
  CHECK(now() - start == 6s);
}

Task<> wait_too_long_for_handle(Record& record) {
  const TimePoint start = now();
  const TaskHandle<int> handle = create_task(note(record, 5s));
  co_await await_and_note(wait_for(handle, 1s), record);
  CHECK(now() - start == 6s);
  CHECK(handle.cancelled());
}

TEST_CASE("W01, W02: late, it is cancelled and cleans up; then TimeoutError is thrown") {
  const Record expected{"begun", "inner cancelled", "inner cleaned", "TimeoutError"};
  for (const bool started : {false, true}) {
    CAPTURE(started);
    Record record;
    sim::World world;
    world.run(started ? wait_too_long_for_handle(record) : wait_too_long(record));
    CHECK(record == expected);
    CHECK(world.loop().timer_count() == 0);
  }
}

Task<> wait_too_long_for_future() {
  const Future<> future;
  const std::exception_ptr failure = co_await test::failure_of(wait_for(future, 1s));
  CHECK(test::is<TimeoutError>(failure));
  CHECK(future.cancelled());
  CHECK(TaskBase::current()->cancelling() == 0);
}

TEST_CASE("W01: a future that comes too late is cancelled") {
  sim::World().run(wait_too_long_for_future());
}

Task<int> make_light_of_it() {
  try {
    co_await sleep(1h);
  } catch (const Cancelled&) {
  }
  co_return 7;
}

Task<int> fail_in_cleanup() {
  try {
    co_await sleep(1h);
  } catch (const Cancelled&) {
    throw std::logic_error("in the cleanup");
  }
  co_return 1;
}

Task<> outlast() {
  const int value = co_await wait_for(make_light_of_it(), 1s);
  CHECK(value == 7);
  const TaskHandle<int> handle = create_task(make_light_of_it());
  const int of_handle = co_await wait_for(handle, 1s);
  CHECK(of_handle == 7);
  const std::exception_ptr failure = co_await test::failure_of(wait_for(fail_in_cleanup(), 1s));
  CHECK(test::is<std::logic_error>(failure));
  CHECK(TaskBase::current()->cancelling() == 0);
}

TEST_CASE("W01: what it makes of the cancel is what counts: a result, or an error of its own") {
  sim::World().run(outlast());
}

// ------------------------------------------------------------ no time at all

Task<> have_no_time(Duration delay, Tally& tally, Record& record) {
  const auto body = [](Witness, Record& begun) -> Task<> {
    begun.push_back("begun");
    co_return;
  };
  const std::uint32_t pass = EventLoop::current().pass();
  const std::exception_ptr failure =
      co_await test::failure_of(wait_for(body(Witness(tally), record), delay));
  CHECK(test::is<TimeoutError>(failure));
  CHECK(EventLoop::current().pass() == pass);  // at once
  check_all_gone(tally);
}

Task<> have_no_time_for_handle(Duration delay, Record& record) {
  const TaskHandle<int> handle = create_task(note(record, 0s));
  const std::exception_ptr failure = co_await test::failure_of(wait_for(handle, delay));
  CHECK(test::is<TimeoutError>(failure));
  CHECK(handle.cancelled());
  const Future<> future;
  const std::exception_ptr of_future = co_await test::failure_of(wait_for(future, delay));
  CHECK(test::is<TimeoutError>(of_future));
  CHECK(future.cancelled());
  CHECK(TaskBase::current()->cancelling() == 0);
}

TEST_CASE("W03: with no time at all the body never starts") {
  for (const Duration delay : {Duration(0), Duration(-1h), Duration::min()}) {
    CAPTURE(delay.count());
    Tally tally;
    Record record;
    const test::CaptureLog log;
    sim::World().run(have_no_time(delay, tally, record));
    CHECK(log.records.empty());  // no word of a coroutine that was never awaited: E09
    CHECK(record.empty());
    sim::World().run(have_no_time_for_handle(delay, record));
    CHECK(record.empty());
  }
}

Task<> have_no_time_for_running(Record& record) {
  const TaskHandle<int> handle = create_task(note(record, 5s));
  co_await sleep(0s);
  const TimePoint start = now();
  co_await await_and_note(wait_for(handle, 0s), record);
  CHECK(now() - start == 5s);  // asked once: its cleanup is not cancelled as well
}

TEST_CASE("W03: a task that runs is cancelled once and cleans up, though there is no time") {
  Record record;
  sim::World().run(have_no_time_for_running(record));
  CHECK(record == Record{"begun", "inner cancelled", "inner cleaned", "TimeoutError"});
}

Task<> wait_for_what_is_done() {
  const TaskHandle<int> handle = create_task(later(0s, 7));
  co_await handle;
  const Future<int> future;
  future.set_result(8);
  const std::uint32_t pass = EventLoop::current().pass();
  for (const Duration delay : {Duration(1h), Duration(0), Duration(-1h)}) {
    const int seven = co_await wait_for(handle, delay);
    CHECK(seven == 7);
    const int eight = co_await wait_for(future, delay);
    CHECK(eight == 8);
  }
  CHECK(EventLoop::current().pass() == pass);
  CHECK(EventLoop::current().timer_count() == 0);
}

TEST_CASE("W03: what is done already gives its result, however little time there is") {
  sim::World().run(wait_for_what_is_done());
}

}  // namespace
}  // namespace kit
