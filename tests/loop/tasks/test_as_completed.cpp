// AsCompleted: tasks in the order in which they are done.

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/wait.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Record = std::vector<std::string>;
using Handles = std::vector<TaskHandle<std::string>>;
using Next = std::optional<TaskHandle<std::string>>;
using test::Tally;
using test::Witness;

TimePoint now() { return EventLoop::current().time(); }

Task<std::string> later(Duration delay, std::string text) {
  co_await sleep(delay);
  co_return text;
}

Task<std::string> fail_later(Duration delay) {
  co_await sleep(delay);
  throw std::runtime_error("failed");
}

Handles start_three() {
  Handles handles;
  handles.push_back(create_task(later(30ms, "c"), "c"));
  handles.push_back(create_task(later(10ms, "a"), "a"));
  handles.push_back(create_task(later(20ms, "b"), "b"));
  return handles;
}

/// Notes what comes until nothing does, or the time is over.
Task<> note_all(AsCompleted<std::string>& finished, Record& record) {
  try {
    for (;;) {
      Next next = co_await finished.next();
      if (!next) break;
      record.push_back(next->name());
    }
    record.push_back("end");
  } catch (const TimeoutError&) {
    record.push_back("TimeoutError");
  }
}

// ------------------------------------------------------------ in which order

Task<> complete_three(Record& record) {
  const TimePoint start = now();
  AsCompleted<std::string> finished(start_three());
  const Next first = co_await finished.next();
  REQUIRE(first);
  CHECK(first->result() == "a");
  CHECK(now() - start == 10ms);  // as soon as it is done
  co_await note_all(finished, record);
  CHECK(now() - start == 30ms);
  const Next none = co_await finished.next();
  CHECK_FALSE(none);
}

TEST_CASE("W20: one after another, in the order in which they are done; then none") {
  Record record;
  sim::World().run(complete_three(record));
  CHECK(record == Record{"b", "c", "end"});
}

Task<> look_late(Record& record) {
  AsCompleted<std::string> finished(start_three());
  co_await sleep(1s);  // all are done by now, in this order
  const std::uint32_t pass = EventLoop::current().pass();
  co_await note_all(finished, record);
  CHECK(EventLoop::current().pass() == pass);
}

TEST_CASE("W20: who looks late gets them in that order all the same, without a pause") {
  Record record;
  sim::World().run(look_late(record));
  CHECK(record == Record{"a", "b", "c", "end"});
}

Task<> complete_odd_ones(Record& record) {
  Handles handles;
  handles.push_back(create_task(fail_later(10ms), "failing"));
  handles.push_back(create_task(later(1h, ""), "cancelled"));
  handles.push_back(create_task(later(0s, ""), "done before"));
  handles.push_back(handles[0]);  // twice
  co_await handles[2];
  handles[1].cancel();
  AsCompleted<std::string> finished(handles);
  co_await note_all(finished, record);
  CHECK(describe(handles[0].exception()) == "failed");
}

TEST_CASE("W20: done, cancelled, failed, given twice: each comes, and none throws") {
  Record record;
  sim::World().run(complete_odd_ones(record));
  CHECK(record == Record{"done before", "cancelled", "failing", "failing", "end"});
}

Task<> complete_nothing(Record& record) {
  AsCompleted<std::string> finished(Handles(), 0s);
  co_await note_all(finished, record);
}

TEST_CASE("W20: of nothing there is none, at once") {
  Record record;
  sim::World().run(complete_nothing(record));
  CHECK(record == Record{"end"});
}

// ------------------------------------------------------------ with a limit

Task<> complete_in(Duration limit, Duration pause, Record& record) {
  const TimePoint start = now();
  const Handles handles = start_three();
  AsCompleted<std::string> finished(handles, limit);
  co_await sleep(pause);
  co_await note_all(finished, record);
  CHECK(now() - start == std::max({std::min(limit, Duration(30ms)), pause, Duration(0)}));
  CHECK(TaskBase::current()->cancelling() == 0);
  co_await sleep(1s);
  for (const TaskHandle<std::string>& handle : handles) CHECK_NOTHROW(handle.result());
}

TEST_CASE("W20: the limit is for all together; what was done before it comes first") {
  const auto outcome = [](Duration limit, Duration pause) {
    Record record;
    sim::World world;
    world.run(complete_in(limit, pause, record));
    CHECK(world.loop().timer_count() == 0);
    return record;
  };
  CHECK(outcome(25ms, -1s) == Record{"a", "b", "TimeoutError"});
  CHECK(outcome(35ms, -1s) == Record{"a", "b", "c", "end"});
  CHECK(outcome(5ms, -1s) == Record{"TimeoutError"});
  CHECK(outcome(0ms, -1s) == Record{"TimeoutError"});
  CHECK(outcome(-1ms, -1s) == Record{"TimeoutError"});
  // Looked at when the time is over already.
  CHECK(outcome(5ms, 25ms) == Record{"a", "b", "TimeoutError"});
  CHECK(outcome(5ms, 35ms) == Record{"a", "b", "c", "end"});
}

Task<std::string> finish_in_time(sim::VirtualClock& clock) {
  co_await sleep(9ms);
  clock.advance(1ms);  // a long step: when the news of its end is told, the time is over
  co_return "just";
}

Task<> race_with_deadline(sim::VirtualClock& clock, Record& record) {
  AsCompleted<std::string> finished(Handles(1, create_task(finish_in_time(clock), "just")), 10ms);
  co_await note_all(finished, record);
}

TEST_CASE("W20: news that come in the pass of the deadline, before it, are in time") {
  Record record;
  sim::World world;
  world.run(race_with_deadline(world.clock(), record));
  CHECK(record == Record{"just", "end"});
  CHECK(world.loop().timer_count() == 0);
}

Task<> ask_twice(Record& record) {
  AsCompleted<std::string> finished(Handles(1, create_task(later(10ms, ""), "only")));
  const TaskHandle<> noting = create_task(note_all(finished, record));
  co_await sleep(1ms);
  const TaskHandle<Next> second = create_task(finished.next());
  co_await noting;
  REQUIRE(second.done());
  CHECK(describe(second.exception()) == "AsCompleted: another task waits in next()");
}

TEST_CASE("AsCompleted: asked by a second task meanwhile, it says so, and the first gets all") {
  Record record;
  sim::World().run(ask_twice(record));
  CHECK(record == Record{"only", "end"});
}

// ------------------------------------------------------------ cancelled

Task<> cancel_next(Duration at, Record& record) {
  const Handles handles = start_three();
  AsCompleted<std::string> finished(handles);
  const TaskHandle<> noting = create_task(note_all(finished, record));
  co_await sleep(at);
  CHECK(noting.cancel());
  co_await sleep(0s);
  co_await sleep(0s);
  CHECK(noting.cancelled());
  co_await note_all(finished, record);  // whoever asks next gets what was not told
  for (const TaskHandle<std::string>& handle : handles) CHECK(handle.cancelling() == 0);
}

TEST_CASE("AsCompleted: a next() that is cancelled loses none") {
  for (const Duration at : {Duration(0), Duration(5ms), Duration(10ms), Duration(15ms)}) {
    CAPTURE(at.count());
    Record record;
    sim::World().run(cancel_next(at, record));
    CHECK(record == Record{"a", "b", "c", "end"});
  }
}

Task<> cancel_when_told(int passes, Record& record) {
  AsCompleted<std::string> finished(Handles(1, create_task(later(10ms, ""), "only")));
  const TaskHandle<> noting = create_task(note_all(finished, record));
  co_await sleep(10ms);
  for (int i = 0; i < passes; ++i) co_await sleep(0s);
  noting.cancel();
  co_await sleep(1ms);
  co_await note_all(finished, record);
}

TEST_CASE("AsCompleted: nor does one that was promised the task and has not run yet") {
  for (const int passes : {0, 1, 2, 3}) {
    CAPTURE(passes);
    Record record;
    sim::World().run(cancel_when_told(passes, record));
    CHECK(record.front() == "only");
    CHECK(std::count(record.begin(), record.end(), "only") == 1);
    CHECK(record.back() == "end");
  }
}

Task<> complete_many() {
  Handles handles;
  for (int i = 0; i < 10'000; ++i) handles.push_back(create_task(later((i % 10) * 1ms, "")));
  AsCompleted<std::string> finished(handles, 1h);
  for (int i = 0; i < 10'000; ++i) {
    const Next next = co_await finished.next();
    REQUIRE(next);
    REQUIRE(next->done());
  }
  const Next none = co_await finished.next();
  CHECK_FALSE(none);
}

TEST_CASE("AsCompleted: ten thousand") { sim::World().run(complete_many()); }

Task<> drop_early() {
  AsCompleted<std::string> finished(start_three(), 1h);
  const Next first = co_await finished.next();
  CHECK(first);
}

Task<> drop_and_go_on() {
  co_await drop_early();
  co_await sleep(1s);  // the others end, and nobody is told
  CHECK(EventLoop::current().timer_count() == 0);
}

TEST_CASE("AsCompleted: dropped before all are done, it is not told any more") {
  sim::World().run(drop_and_go_on());
  sim::World world;
  const auto outside = [] { AsCompleted<std::string> finished((Handles())); };
  CHECK_THROWS_AS(outside(), std::runtime_error);
}

Task<std::string> hold(Witness witness) {
  (void)witness;
  co_await sleep(1h);
  co_return "";
}

Task<> hold_next(Tally& tally) {
  const Witness witness(tally);
  AsCompleted<std::string> finished(Handles(1, create_task(hold(Witness(tally)))), 2h);
  co_await finished.next();
}

TEST_CASE("AsCompleted: closing the loop in the middle frees frames and timers") {
  Tally tally;
  sim::World world;
  (void)create_task(world.loop(), hold_next(tally));
  run_until_complete(world.loop(), later(1s, ""));
  CHECK(world.loop().timer_count() == 2);
  world.loop().close();
  CHECK(world.loop().timer_count() == 0);
  check_all_gone(tally);
}

}  // namespace
}  // namespace kit
