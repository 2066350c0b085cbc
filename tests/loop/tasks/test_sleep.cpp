// sleep: one pass, or until a moment that only the clock of the world decides.
//
// T04's "sleep(NaN)" has no counterpart: a Duration is a whole number of nanoseconds.

#include "loop/tasks/sleep.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/run.hpp"
#include "tests/support/loops.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Record = std::vector<std::string>;
using test::Tally;
using test::Witness;

Task<std::uint32_t> passes_of_sleep(Duration delay) {
  EventLoop& loop = EventLoop::current();
  const std::uint32_t before = loop.pass();
  co_await sleep(delay);
  co_return loop.pass() - before;
}

TEST_CASE("T04: sleep(0), and any negative sleep, pauses for exactly one pass") {
  test::over_every_loop([](test::AnyLoop& any) {
    CHECK(run_until_complete(any.loop(), passes_of_sleep(0s)) == 1);
    CHECK(run_until_complete(any.loop(), passes_of_sleep(-1h)) == 1);
    CHECK(run_until_complete(any.loop(), passes_of_sleep(Duration::min())) == 1);
  });
}

Task<> note_twice(Record& record, std::string name) {
  record.push_back(name);
  co_await sleep(0s);
  record.push_back(name);
}

Task<> take_turns(Record& record) {
  const TaskHandle<> a = create_task(note_twice(record, "a"));
  const TaskHandle<> b = create_task(note_twice(record, "b"));
  co_await a;
  co_await b;
}

TEST_CASE("T04: sleep(0) lets everybody else have a turn") {
  Record record;
  sim::World().run(take_turns(record));
  CHECK(record == Record{"a", "b", "a", "b"});
}

Task<> sleep_and_note(Duration delay, std::string name, Record& record) {
  co_await sleep(delay);
  record.push_back(name);
}

Task<> three_sleep(Record& record) {
  (void)create_task(sleep_and_note(30ms, "30", record));
  (void)create_task(sleep_and_note(10ms, "10", record));
  (void)create_task(sleep_and_note(20ms, "20", record));
  co_await sleep(40ms);
}

TEST_CASE("sleep: the shortest wakes first, and each exactly on time") {
  Record record;
  sim::World world;
  const TimePoint start = world.clock().now();
  world.run(three_sleep(record));
  CHECK(record == Record{"10", "20", "30"});
  CHECK(world.clock().now() - start == 40ms);
}

Task<> sleep_for(Duration delay) { co_await sleep(delay); }

TEST_CASE("sleep: over a real clock it is never shorter than asked") {
  EventLoop loop;
  const TimePoint start = loop.time();
  run_until_complete(loop, sleep_for(3ms));
  CHECK(loop.time() - start >= 3ms);
}

Task<> cancel_longest(Tally& tally) {
  const auto hold = [](Witness witness) -> Task<> {
    (void)witness;
    co_await sleep(Duration::max());
  };
  co_await sleep(1h);  // so that now plus the longest sleep is beyond the end of time
  const TaskHandle<> handle = create_task(hold(Witness(tally)));
  co_await sleep(1h);
  CHECK_FALSE(handle.done());
  handle.cancel();
  co_await sleep(0s);
  CHECK(handle.cancelled());
  CHECK(EventLoop::current().timer_count() == 0);
}

TEST_CASE("sleep: the longest there is does not overflow; cancelling it takes its timer away") {
  Tally tally;
  sim::World().run(cancel_longest(tally));
  check_all_gone(tally);
}

Task<> two_sleeps(Witness witness, bool& woke) {
  (void)witness;
  co_await sleep(1ms);
  co_await sleep(24h);
  woke = true;
}

TEST_CASE("sleep: a frame that is destroyed while it sleeps leaves no timer behind") {
  Tally tally;
  bool woke = false;
  {
    sim::World world;
    (void)create_task(world.loop(), two_sleeps(Witness(tally), woke));
    run_until_complete(world.loop(), sleep_for(1s));
    CHECK(tally.live() == 1);
    CHECK(world.loop().timer_count() == 1);
    world.loop().close();
    CHECK(world.loop().timer_count() == 0);
  }
  CHECK_FALSE(woke);
  check_all_gone(tally);
}

Task<> sleep_between(Tally& tally, Duration delay) {
  const auto hold = [](Witness witness, Duration pause) -> Task<> {
    const Witness local(witness);
    co_await sleep(pause);
    (void)local;
  };
  const TaskHandle<> handle = create_task(hold(Witness(tally), delay));
  co_await hold(Witness(tally), delay);
  co_await handle;
  CHECK(tally.live() == 0);
}

TEST_CASE("sleep: the frame of who sleeps is freed once") {
  for (const Duration delay : {Duration(0), Duration(1ms)}) {
    Tally tally;
    sim::World().run(sleep_between(tally, delay));
    check_all_gone(tally);
  }
}

}  // namespace
}  // namespace kit
