// create_task: who runs when, and who owns what.

#include "loop/tasks/spawn.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/loops.hpp"
#include "tests/support/passes.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Record = std::vector<std::string>;
using test::Tally;
using test::Witness;

// ------------------------------------------------------------ the first step

Task<> coro_a(Record& record) {
  record.push_back("I am coro_a(). Hi!");
  co_await sleep(1s);
  record.push_back("complete coro_a");
}

Task<> coro_b(Record& record) {
  record.push_back("I am coro_b().");
  co_await sleep(1s);
  record.push_back("complete coro_b");
}

Task<> seed_demo(Record& record) {
  const TaskHandle<> b = create_task(coro_b(record));
  co_await coro_a(record);
  co_await b;
}

TEST_CASE("T01: create_task only queues: the demo's four lines, in one second") {
  Record record;
  sim::World world;
  const TimePoint start = world.clock().now();
  world.run(seed_demo(record));
  CHECK(record ==
        Record{"I am coro_a(). Hi!", "I am coro_b().", "complete coro_a", "complete coro_b"});
  CHECK(world.clock().now() - start == 1s);
}

Task<> note(Record& record, std::string text) {
  record.push_back(text);
  co_return;
}

Task<> make_three(Record& record) {
  (void)create_task(note(record, "one"));
  (void)create_task(note(record, "two"));
  const TaskHandle<> last = create_task(note(record, "three"));
  record.push_back("made");
  co_await last;
}

TEST_CASE("T01: tasks begin in the order in which they were made") {
  Record record;
  sim::World().run(make_three(record));
  CHECK(record == Record{"made", "one", "two", "three"});
}

TEST_CASE("create_task: inside a plain callback") {
  Record record;
  sim::World world;
  world.loop().call_soon([&record] {
    (void)create_task(note(record, "task"));
    record.push_back("callback");
  });
  world.run(test::passes(2));
  CHECK(record == Record{"callback", "task"});
}

TEST_CASE("create_task: without a loop that runs, it throws and frees the frame") {
  Tally tally;
  const auto hold = [](Witness) -> Task<> { co_return; };
  CHECK_THROWS_AS((void)create_task(hold(Witness(tally))), std::runtime_error);
  check_all_gone(tally);
}

TEST_CASE("L15: create_task in a closed loop throws and frees the frame") {
  Tally tally;
  const auto hold = [](Witness) -> Task<> { co_return; };
  {
    sim::World world;
    world.loop().close();
    CHECK_THROWS_AS((void)create_task(world.loop(), hold(Witness(tally))), std::runtime_error);
  }
  check_all_gone(tally);
}

TEST_CASE("create_task: a Task that was awaited or given away already is an error") {
  Record record;
  sim::World world;
  Task<> task = note(record, "ran");
  const TaskHandle<> handle = create_task(world.loop(), std::move(task));
  CHECK_THROWS_AS((void)create_task(world.loop(), std::move(task)), InvalidStateError);
  world.run(test::passes(1));
  CHECK(handle.done());
  CHECK(record == Record{"ran"});
}

Task<> spawn_awaited(bool& thrown) {
  Record record;
  Task<> task = note(record, "ran");
  co_await std::move(task);
  try {
    (void)create_task(std::move(task));
  } catch (const InvalidStateError&) {
    thrown = true;
  }
}

TEST_CASE("create_task: a Task that has run to its end is an error") {
  bool thrown = false;
  sim::World().run(spawn_awaited(thrown));
  CHECK(thrown);
}

// ------------------------------------------------------------ ownership

/// Waits for something that only a timer knows, so nothing else keeps the task alive.
Task<> lonely(Witness witness, Record& record) {
  (void)witness;
  const Future<> wake;
  EventLoop::current().call_later(1s, [future = Future<>(wake)] { future.set_result(); });
  co_await wake;
  record.push_back("woke");
}

Task<> let_go_of_it(Tally& tally, Record& record) {
  (void)create_task(lonely(Witness(tally), record));  // the handle is dropped here
  co_await sleep(2s);
  CHECK(tally.live() == 0);
}

TEST_CASE("T19: the loop owns a task whose handle was dropped") {
  Tally tally;
  Record record;
  sim::World().run(let_go_of_it(tally, record));
  CHECK(record == Record{"woke"});
  check_all_gone(tally);
}

Task<int> answer(Witness, bool pauses) {
  if (pauses) co_await sleep(1ms);
  co_return 42;
}

Task<> keep(Tally& tally, std::optional<TaskHandle<int>>& kept) {
  kept = create_task(answer(Witness(tally), true), "kept");
  co_await sleep(1s);
  CHECK(tally.live() == 0);  // the frame is gone, the handle is not
}

TEST_CASE("TaskHandle: outlives its task, and the loop") {
  Tally tally;
  std::optional<TaskHandle<int>> kept;
  sim::World().run(keep(tally, kept));
  REQUIRE(kept.has_value());
  CHECK(kept->done());
  CHECK(kept->result() == 42);
  CHECK(kept->name() == "kept");
  CHECK_FALSE(kept->cancel());
  check_all_gone(tally);
}

Task<int> fails() {
  co_await sleep(0s);
  throw std::runtime_error("on purpose");
}

Task<> keep_failed(std::optional<TaskHandle<int>>& kept) {
  kept = create_task(fails(), "forgotten");
  co_await sleep(1s);
}

TEST_CASE("E07: a handle that outlives the loop and hides an exception still reports it") {
  test::CaptureLog log;
  std::optional<TaskHandle<int>> kept;
  sim::World().run(keep_failed(kept));
  CHECK(log.records.empty());
  kept.reset();
  CHECK(log.count("Task exception was never retrieved") == 1);
  CHECK(log.count("on purpose") == 1);
}

TEST_CASE("create_task: closing the loop frees tasks that wait, and tasks that never began") {
  Tally waiting;
  Tally unbegun;
  Record record;
  {
    sim::World world;
    (void)create_task(world.loop(), lonely(Witness(waiting), record));
    test::run_pass(world.loop());
    const TaskHandle<int> kept = create_task(world.loop(), answer(Witness(unbegun), false));
    CHECK(waiting.live() == 1);
    CHECK(unbegun.live() == 1);
    world.loop().close();
    CHECK(kept.cancelled());
  }
  CHECK(record.empty());
  check_all_gone(waiting);
  check_all_gone(unbegun);
}

}  // namespace
}  // namespace kit
