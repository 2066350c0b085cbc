// wait: until one, or all, of several tasks are done; it takes no results and cancels nothing.

#include "loop/tasks/wait.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Handles = std::vector<TaskHandle<int>>;
using test::Tally;
using test::Witness;

TimePoint now() { return EventLoop::current().time(); }

Task<int> later(Duration delay, int value) {
  co_await sleep(delay);
  co_return value;
}

Task<int> fail_later(Duration delay) {
  co_await sleep(delay);
  throw std::runtime_error("failed");
}

/// "a b" for handles with these names.
template <class T>
std::string names(const std::vector<TaskHandle<T>>& handles) {
  std::string text;
  for (const TaskHandle<T>& handle : handles) text += (text.empty() ? "" : " ") + handle.name();
  return text;
}

Handles start_three() {
  Handles handles;
  handles.push_back(create_task(later(30ms, 3), "slow"));
  handles.push_back(create_task(fail_later(20ms), "failing"));
  handles.push_back(create_task(later(10ms, 1), "quick"));
  return handles;
}

// ------------------------------------------------------------ until when

Task<> wait_until(ReturnWhen when, std::optional<Duration> limit, Duration taken, std::string done,
                  std::string pending) {
  const TimePoint start = now();
  const Handles handles = start_three();
  const DoneAndPending<int> result = co_await wait(handles, when, limit);
  CHECK(now() - start == taken);
  CHECK(names(result.done) == done);  // in the order given
  CHECK(names(result.pending) == pending);
  CHECK(TaskBase::current()->cancelling() == 0);
  for (const TaskHandle<int>& handle : result.pending) {
    CHECK_FALSE(handle.done());
    CHECK(handle.cancelling() == 0);
  }
  co_await sleep(1s);
  CHECK(handles[0].result() == 3);  // nobody was cancelled
  CHECK(describe(handles[1].exception()) == "failed");
}

TEST_CASE("W19: until the first is done, the first has failed, or all are done") {
  const std::optional<Duration> none;
  sim::World().run(wait_until(ReturnWhen::first_completed, none, 10ms, "quick", "slow failing"));
  sim::World().run(wait_until(ReturnWhen::first_exception, none, 20ms, "failing quick", "slow"));
  sim::World().run(wait_until(ReturnWhen::all_completed, none, 30ms, "slow failing quick", ""));
}

TEST_CASE("W19: a timeout ends the wait, cancels nobody and throws nothing") {
  sim::World world;
  SUBCASE("in the middle") {
    world.run(wait_until(ReturnWhen::all_completed, 15ms, 15ms, "quick", "slow failing"));
  }
  SUBCASE("before anybody") {
    world.run(wait_until(ReturnWhen::first_completed, 5ms, 5ms, "", "slow failing quick"));
  }
  SUBCASE("at once") {
    world.run(wait_until(ReturnWhen::first_exception, 0ms, 0ms, "", "slow failing quick"));
  }
  SUBCASE("too late to matter") {
    world.run(wait_until(ReturnWhen::all_completed, 1h, 30ms, "slow failing quick", ""));
  }
  CHECK(world.loop().timer_count() == 0);
}

Task<> wait_for_nothing() {
  const std::exception_ptr failure = co_await test::failure_of(wait(Handles()));
  CHECK(test::is<std::invalid_argument>(failure));
}

TEST_CASE("W19: with nobody to wait for it is an error") { sim::World().run(wait_for_nothing()); }

Task<> wait_for_done_ones() {
  const Handles handles = start_three();
  co_await sleep(1s);
  CHECK(handles[1].exception());
  const std::uint32_t pass = EventLoop::current().pass();
  for (const ReturnWhen when :
       {ReturnWhen::first_completed, ReturnWhen::first_exception, ReturnWhen::all_completed}) {
    const DoneAndPending<int> result = co_await wait(handles, when, 0s);
    CHECK(result.done.size() == 3);
    CHECK(result.pending.empty());
  }
  CHECK(EventLoop::current().pass() == pass);
}

TEST_CASE("W19: what is done already makes for no pause, and no timeout") {
  sim::World().run(wait_for_done_ones());
}

Task<> wait_for_cancelled_one(bool before) {
  const TimePoint start = now();
  Handles handles = start_three();
  if (before) handles[0].cancel();
  if (!before) EventLoop::current().call_later(1ms, [handles] { handles[0].cancel(); });
  const DoneAndPending<int> result = co_await wait(handles, ReturnWhen::first_exception);
  CHECK(names(result.done) == "slow");
  CHECK(now() - start == (before ? 0ms : 1ms));
  co_await sleep(1s);
  CHECK(handles[1].exception());
}

TEST_CASE("W19: one that was cancelled counts as failed, and is no cancel of who waits") {
  for (const bool before : {true, false}) {
    CAPTURE(before);
    sim::World().run(wait_for_cancelled_one(before));
  }
}

Task<> wait_without_failures() {
  Handles handles;
  for (int i = 1; i <= 3; ++i) handles.push_back(create_task(later(i * 1ms, i)));
  handles.push_back(handles[0]);  // twice
  const DoneAndPending<int> result = co_await wait(handles, ReturnWhen::first_exception);
  CHECK(result.done.size() == 4);
  std::vector<TaskHandle<>> naps;
  const auto nap = []() -> Task<> { co_await sleep(1ms); };
  naps.push_back(create_task(nap()));
  const DoneAndPending<void> of_void = co_await wait(naps);
  CHECK(of_void.done.size() == 1);
}

TEST_CASE("W19: until the first failure, when there is none: until all are done") {
  sim::World().run(wait_without_failures());
}

Task<> wait_for_failing() {
  Handles handles(1, create_task(fail_later(1ms)));
  co_await wait(handles);
}

TEST_CASE("W19: waiting for an exception is not asking for it: it is still reported") {
  sim::World world;
  const test::CaptureReports reports(world.loop());
  world.run(wait_for_failing());
  REQUIRE(reports.contexts.size() == 1);
  CHECK(describe(reports.contexts[0].exception) == "failed");
}

// ------------------------------------------------------------ cancelled

Task<> wait_for_all(Handles handles, std::optional<Duration> limit) {
  co_await wait(handles, ReturnWhen::all_completed, limit);
}

/// `at`: before it begins, while it waits, when the last is done and it was woken.
Task<> cancel_waiting(Duration at) {
  EventLoop& loop = EventLoop::current();
  const Handles handles(1, create_task(later(10ms, 1)));
  const TaskHandle<> waiting = create_task(wait_for_all(handles, 1h));
  if (at > 0s) {
    co_await sleep(at);
    co_await sleep(0s);
  }
  CHECK(waiting.cancel());
  co_await sleep(0s);
  co_await sleep(0s);
  CHECK(waiting.cancelled());
  CHECK(handles[0].cancelling() == 0);
  co_await sleep(20ms);
  CHECK(handles[0].result() == 1);
  CHECK(loop.timer_count() == 0);
}

TEST_CASE("W19: cancelling who waits leaves the tasks alone") {
  for (const Duration at : {Duration(0), Duration(5ms), Duration(10ms)}) {
    CAPTURE(at.count());
    sim::World().run(cancel_waiting(at));
  }
}

Task<> finish_at_deadline() {
  const Handles handles(1, create_task(later(10ms, 1)));
  const DoneAndPending<int> result = co_await wait(handles, ReturnWhen::all_completed, 10ms);
  CHECK(result.done.size() + result.pending.size() == 1);
  CHECK(result.done.size() == (handles[0].done() ? 1 : 0));
  CHECK(TaskBase::current()->cancelling() == 0);
  co_await sleep(1s);
  CHECK(handles[0].result() == 1);
}

TEST_CASE("W19: a task that is done in the pass of the deadline is told as what it is") {
  sim::World world;
  world.run(finish_at_deadline());
  CHECK(world.loop().timer_count() == 0);
}

Task<> wait_for_many() {
  Handles handles;
  for (int i = 0; i < 10'000; ++i) handles.push_back(create_task(later((i % 10) * 1ms, i)));
  const DoneAndPending<int> some = co_await wait(handles, ReturnWhen::all_completed, 4'500us);
  CHECK(some.done.size() == 5'000);
  const DoneAndPending<int> rest = co_await wait(some.pending);
  CHECK(rest.done.size() == 5'000);
}

TEST_CASE("wait: ten thousand") { sim::World().run(wait_for_many()); }

Task<int> hold(Witness witness) {
  (void)witness;
  co_await sleep(1h);
  co_return 1;
}

Task<> hold_and_wait(Tally& tally) {
  const Witness witness(tally);
  const Handles handles(1, create_task(hold(Witness(tally))));
  co_await wait(handles, ReturnWhen::all_completed, 2h);
}

TEST_CASE("wait: closing the loop in the middle frees frames and timers") {
  Tally tally;
  sim::World world;
  (void)create_task(world.loop(), hold_and_wait(tally));
  run_until_complete(world.loop(), later(1s, 1));
  CHECK(world.loop().timer_count() == 2);
  world.loop().close();
  CHECK(world.loop().timer_count() == 0);
  check_all_gone(tally);
}

}  // namespace
}  // namespace kit
