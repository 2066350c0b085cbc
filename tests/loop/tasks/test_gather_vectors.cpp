// gather of vectors: tasks to start, and handles of tasks that run already; and what becomes of
// them when whoever gathers is cancelled. With single arguments: test_gather, test_gather_cancel.

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/gather.hpp"
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

Task<> nap(Duration delay) { co_await sleep(delay); }

Task<int> fail_later(Duration delay, std::string text) {
  co_await sleep(delay);
  throw std::runtime_error(text);
}

// ------------------------------------------------------------ results

Task<> gather_tasks() {
  const TimePoint start = now();
  std::vector<Task<int>> tasks;
  for (int i = 0; i < 3; ++i) tasks.push_back(later((3 - i) * 10ms, i));
  const std::vector<int> results = co_await gather(std::move(tasks));
  CHECK(results == std::vector<int>{0, 1, 2});
  CHECK(now() - start == 30ms);
  std::vector<Task<>> naps;
  naps.push_back(nap(1ms));
  const std::vector<std::monostate> nothing = co_await gather(std::move(naps));
  CHECK(nothing.size() == 1);
  std::vector<Task<std::unique_ptr<int>>> movable;
  movable.push_back(later(1ms, std::make_unique<int>(7)));
  const std::vector<std::unique_ptr<int>> numbers = co_await gather(std::move(movable));
  CHECK(*numbers[0] == 7);
}

TEST_CASE("W14: a vector of tasks gives a vector of results, in its order") {
  sim::World world;
  world.run(gather_tasks());
  CHECK(world.loop().timer_count() == 0);
}

Task<> gather_handles() {
  std::vector<TaskHandle<std::string>> handles;
  handles.push_back(create_task(later(20ms, std::string("slow"))));
  handles.push_back(create_task(later(10ms, std::string("quick"))));
  co_await handles[1];  // done before it is gathered
  const std::vector<std::string> results = co_await gather(handles);
  CHECK(results == Record{"slow", "quick"});
  const std::uint32_t pass = EventLoop::current().pass();
  const std::vector<std::string> again = co_await gather(handles);  // nothing was moved out
  CHECK(again == Record{"slow", "quick"});
  CHECK(EventLoop::current().pass() == pass);
}

TEST_CASE("W14: so does a vector of handles, again and again") {
  sim::World().run(gather_handles());
}

Task<> gather_none() {
  const std::uint32_t pass = EventLoop::current().pass();
  const std::vector<int> no_tasks = co_await gather(std::vector<Task<int>>());
  CHECK(no_tasks.empty());
  const std::vector<int> no_handles = co_await gather(std::vector<TaskHandle<int>>());
  CHECK(no_handles.empty());
  CHECK(EventLoop::current().pass() == pass);
}

TEST_CASE("W14: an empty vector gives an empty vector, and does not pause") {
  sim::World().run(gather_none());
}

Task<int> count_runs(int& runs) {
  co_await sleep(1ms);
  co_return ++runs;
}

Task<> gather_twice(int& runs) {
  const TaskHandle<int> handle = create_task(count_runs(runs));
  const std::vector<int> results = co_await gather(std::vector<TaskHandle<int>>(2, handle));
  CHECK(results == std::vector<int>{1, 1});
}

TEST_CASE("W18: a task that stands there twice runs once and gives its result twice") {
  int runs = 0;
  sim::World().run(gather_twice(runs));
  CHECK(runs == 1);
}

Task<> gather_many() {
  std::vector<Task<int>> tasks;
  for (int i = 0; i < 10'000; ++i) tasks.push_back(later((i % 7) * 1ms, i));
  const std::vector<int> results = co_await gather(std::move(tasks));
  REQUIRE(results.size() == 10'000);
  for (int i = 0; i < 10'000; ++i) REQUIRE(results[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("gather: ten thousand") { sim::World().run(gather_many()); }

Task<> gather_nested() {
  std::tuple<std::tuple<int, int>, int> results =
      co_await gather(gather(later(2ms, 1), later(1ms, 2)), later(3ms, 3));
  CHECK(results == std::tuple<std::tuple<int, int>, int>(std::tuple<int, int>(1, 2), 3));
}

TEST_CASE("gather: one in another") { sim::World().run(gather_nested()); }

// ------------------------------------------------------------ failures

Task<> gather_failing_handles() {
  const TimePoint start = now();
  std::vector<TaskHandle<int>> handles;
  handles.push_back(create_task(later(1h, 1)));
  handles.push_back(create_task(fail_later(2ms, "second in time")));
  handles.push_back(create_task(fail_later(1ms, "first in time")));
  const std::exception_ptr failure = co_await test::failure_of(gather(handles));
  CHECK(describe(failure) == "first in time");
  CHECK(now() - start == 1ms);
  co_await sleep(1s);
  CHECK_FALSE(handles[0].done());  // it goes on by itself
  // Of those that have failed before it begins, it throws the one that stands first.
  const std::exception_ptr again = co_await test::failure_of(gather(handles));
  CHECK(describe(again) == "second in time");
}

TEST_CASE("W15: the first failure of handles comes at once; the others go on") {
  sim::World world;
  const test::CaptureReports reports(world.loop());
  world.run(gather_failing_handles());
  CHECK(reports.contexts.empty());
}

// ------------------------------------------------------------ cancelled from outside

Task<int> swallow_cancel(Record& record) {
  try {
    co_await sleep(1h);
  } catch (const Cancelled&) {
    record.push_back("swallowed");
  }
  co_return 1;
}

Task<> gather_swallowers(Record& record, bool handles) {
  if (handles) {
    std::vector<TaskHandle<int>> started;
    for (int i = 0; i < 2; ++i) started.push_back(create_task(swallow_cancel(record)));
    co_await gather(started);
  } else {
    co_await gather(swallow_cancel(record), swallow_cancel(record));
  }
  record.push_back("got results");
}

Task<> cancel_swallowers(Record& record, bool handles) {
  const TaskHandle<> handle = create_task(gather_swallowers(record, handles));
  co_await sleep(1ms);
  CHECK(handle.cancel());
  co_await sleep(1ms);
  CHECK(handle.cancelled());
}

TEST_CASE("gather: cancelled, it throws Cancelled, also when all make light of theirs") {
  for (const bool handles : {false, true}) {
    CAPTURE(handles);
    Record record;
    sim::World().run(cancel_swallowers(record, handles));
    CHECK(record == Record{"swallowed", "swallowed"});
  }
}

Task<int> note_end(Witness witness, Record& record, std::string name) {
  (void)witness;
  record.push_back(name + " begins");
  co_await sleep(1h);
  co_return 1;
}

/// Its own cancel, then: before it pauses, with tasks that are started by gather or run already.
Task<> cancel_self_and_gather(Tally& tally, Record& record, bool started) {
  std::vector<TaskHandle<int>> handles;
  if (started) {
    handles.push_back(create_task(note_end(Witness(tally), record, "handle")));
    co_await sleep(0s);
  }
  TaskBase::current()->cancel();
  if (started)
    co_await gather(handles);
  else
    co_await gather(note_end(Witness(tally), record, "task"), later(1h, 2));
}

Task<> watch_self_canceller(Tally& tally, Record& record, bool started) {
  const TaskHandle<> handle = create_task(cancel_self_and_gather(tally, record, started));
  co_await sleep(1s);
  CHECK(handle.cancelled());
  CHECK(all_tasks(EventLoop::current()).size() == 1);  // nobody was left behind
  check_all_gone(tally);
}

TEST_CASE("gather: who was cancelled before it could pause takes the gathered along, too") {
  for (const bool started : {false, true}) {
    CAPTURE(started);
    Tally tally;
    Record record;
    sim::World world;
    world.run(watch_self_canceller(tally, record, started));
    CHECK(record == (started ? Record{"handle begins"} : Record()));
    CHECK(world.loop().timer_count() == 0);
  }
}

Task<int> fail_in_cleanup() {
  try {
    co_await sleep(1h);
  } catch (const Cancelled&) {
    throw std::logic_error("in the cleanup");
  }
  co_return 1;
}

Task<> gather_with_limit() {
  const std::exception_ptr late =
      co_await test::failure_of(wait_for(gather(later(1h, 1), later(2h, 2)), 10ms));
  CHECK(test::is<TimeoutError>(late));
  const std::exception_ptr failing =
      co_await test::failure_of(wait_for(gather(fail_in_cleanup(), later(2h, 2)), 10ms));
  CHECK(test::is<std::logic_error>(failing));
  co_await sleep(0s);
  CHECK(all_tasks(EventLoop::current()).size() == 1);
  CHECK(EventLoop::current().timer_count() == 0);
}

TEST_CASE("gather: inside wait_for, all are cancelled when the time is over") {
  sim::World().run(gather_with_limit());
}

}  // namespace
}  // namespace kit
