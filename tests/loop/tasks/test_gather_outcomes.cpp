// gather(return_exceptions, ...): waits for all, whatever becomes of each.

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

template <class T>
Task<T> fail_later(Duration delay, std::string text) {
  co_await sleep(delay);
  throw std::runtime_error(text);
}

Task<int> cancel_self() {
  TaskBase::current()->cancel();
  co_await sleep(0s);
  co_return 1;
}

// ------------------------------------------------------------ values and exceptions

Task<> mix() {
  const TimePoint start = now();
  const std::tuple<Outcome<int>, Outcome<int>, Outcome<void>, Outcome<int>> outcomes =
      co_await gather(return_exceptions, later(30ms, 1), fail_later<int>(10ms, "two"), nap(20ms),
                      cancel_self());
  CHECK(now() - start == 30ms);  // neither exception nor cancel ends it
  const Outcome<int>& one = std::get<0>(outcomes);
  CHECK(one.ok());
  CHECK(one.value() == 1);
  CHECK_FALSE(one.exception());
  const Outcome<int>& two = std::get<1>(outcomes);
  CHECK_FALSE(two.ok());
  CHECK(describe(two.exception()) == "two");
  CHECK_THROWS_WITH_AS(two.value(), "two", std::runtime_error);
  CHECK(std::get<2>(outcomes).ok());
  const Outcome<int>& cancelled = std::get<3>(outcomes);
  CHECK_FALSE(cancelled.ok());
  CHECK(test::is<Cancelled>(cancelled.exception()));
  CHECK_THROWS_AS(cancelled.value(), Cancelled);
}

TEST_CASE("W16: values, exceptions and Cancelled stand side by side, in the order given") {
  sim::World world;
  const test::CaptureReports reports(world.loop());
  world.run(mix());
  CHECK(reports.contexts.empty());  // each was told
  CHECK(world.loop().timer_count() == 0);
}

Task<> mix_of_nothing() {
  const std::uint32_t pass = EventLoop::current().pass();
  const std::tuple<> outcomes = co_await gather(return_exceptions);
  CHECK(outcomes == std::tuple<>());
  const std::vector<Outcome<int>> none =
      co_await gather(return_exceptions, std::vector<TaskHandle<int>>());
  CHECK(none.empty());
  CHECK(EventLoop::current().pass() == pass);
}

TEST_CASE("W16: of nothing it gives nothing, and does not pause") {
  sim::World().run(mix_of_nothing());
}

Task<> mix_handles() {
  std::vector<TaskHandle<int>> handles;
  handles.push_back(create_task(fail_later<int>(2ms, "first")));
  handles.push_back(create_task(later(1ms, 2)));
  handles.push_back(handles[0]);
  const std::vector<Outcome<int>> outcomes = co_await gather(return_exceptions, handles);
  REQUIRE(outcomes.size() == 3);
  CHECK(describe(outcomes[0].exception()) == "first");
  CHECK(outcomes[1].value() == 2);
  CHECK(describe(outcomes[2].exception()) == "first");
  // They are done now: again, and at once.
  const std::uint32_t pass = EventLoop::current().pass();
  const std::vector<Outcome<int>> again = co_await gather(return_exceptions, handles);
  CHECK(again.size() == 3);
  CHECK(EventLoop::current().pass() == pass);
}

TEST_CASE("W16: the same for tasks that run already, or are done, or stand there twice") {
  sim::World().run(mix_handles());
}

Task<> mix_tasks() {
  std::vector<Task<int>> tasks;
  tasks.push_back(later(2ms, 1));
  tasks.push_back(fail_later<int>(1ms, "second"));
  const std::vector<Outcome<int>> outcomes = co_await gather(return_exceptions, std::move(tasks));
  REQUIRE(outcomes.size() == 2);
  CHECK(outcomes[0].value() == 1);
  CHECK(describe(outcomes[1].exception()) == "second");
}

TEST_CASE("W16: and for a vector of tasks that it starts itself") { sim::World().run(mix_tasks()); }

Task<> mix_movable() {
  using Number = std::unique_ptr<int>;
  const std::tuple<Outcome<Number>, Outcome<Number>> outcomes =
      co_await gather(return_exceptions, later(1ms, std::make_unique<int>(1)),
                      fail_later<Number>(1ms, "no number"));
  CHECK(*std::get<0>(outcomes).value() == 1);
  CHECK_FALSE(std::get<1>(outcomes).ok());
  std::vector<Task<Number>> tasks;
  tasks.push_back(later(1ms, std::make_unique<int>(2)));
  const std::vector<Outcome<Number>> many = co_await gather(return_exceptions, std::move(tasks));
  CHECK(*many[0].value() == 2);
}

TEST_CASE("W16: results that can only be moved") { sim::World().run(mix_movable()); }

// ------------------------------------------------------------ cancelled from outside

Task<int> note_cancel(Record& record, std::string name, Duration cleanup, bool swallow) {
  bool cancelled = false;
  try {
    co_await sleep(1h);
  } catch (const Cancelled&) {
    cancelled = true;
  }
  co_await sleep(cleanup);
  record.push_back(name);
  if (cancelled && !swallow) throw Cancelled();
  co_return 1;
}

Task<> gather_noting(Record& record, bool swallow) {
  co_await gather(return_exceptions, note_cancel(record, "slow", 2s, swallow),
                  note_cancel(record, "quick", 1s, swallow));
  record.push_back("got results");
}

Task<> cancel_mix(Record& record, bool swallow) {
  const TaskHandle<> handle = create_task(gather_noting(record, swallow));
  co_await sleep(1ms);
  const TimePoint start = now();
  CHECK(handle.cancel());
  while (!handle.done()) co_await sleep(1ms);
  CHECK(now() - start >= 2s);  // not before the last has cleaned up
  CHECK(handle.cancelled());
}

TEST_CASE("W16: cancelled, it cancels all, waits for all, and is cancelled, swallowed or not") {
  for (const bool swallow : {false, true}) {
    CAPTURE(swallow);
    Record record;
    sim::World().run(cancel_mix(record, swallow));
    CHECK(record == Record{"quick", "slow"});
  }
}

Task<int> cancel_gatherer(std::optional<TaskHandle<>>& gatherer) {
  co_await sleep(1ms);
  CHECK(gatherer->cancel());  // itself among the gathered
  co_return 5;
}

Task<> gather_canceller(std::optional<TaskHandle<>>& gatherer, bool& other_cancelled) {
  std::vector<TaskHandle<int>> handles;
  handles.push_back(create_task(cancel_gatherer(gatherer)));
  handles.push_back(create_task(later(1h, 1)));
  std::exception_ptr failure;
  try {
    co_await gather(return_exceptions, handles);
  } catch (const Cancelled&) {
    failure = std::current_exception();
  }
  other_cancelled = handles[1].cancelled();
  if (failure) std::rethrow_exception(failure);
}

Task<> cancel_from_inside(bool& other_cancelled) {
  std::optional<TaskHandle<>> gatherer;
  gatherer = create_task(gather_canceller(gatherer, other_cancelled));
  co_await sleep(1s);
  CHECK(gatherer->cancelled());
}

TEST_CASE("W16: one of the gathered may cancel who gathers") {
  bool other_cancelled = false;
  sim::World().run(cancel_from_inside(other_cancelled));
  CHECK(other_cancelled);
}

Task<> hold(Witness witness) {
  (void)witness;
  co_await sleep(1h);
}

Task<> hold_both(Tally& tally) {
  co_await gather(return_exceptions, hold(Witness(tally)), hold(Witness(tally)));
}

TEST_CASE("W16: closing the loop in the middle frees every frame") {
  Tally tally;
  sim::World world;
  (void)create_task(world.loop(), hold_both(tally));
  run_until_complete(world.loop(), nap(1s));
  CHECK(tally.live() > 0);
  world.loop().close();
  CHECK(world.loop().timer_count() == 0);
  check_all_gone(tally);
}

}  // namespace
}  // namespace kit
