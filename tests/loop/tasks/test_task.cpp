// Task: lazy, awaited once, started on the caller's stack; and the same at a million rounds and at
// a thousand levels.

#include "loop/tasks/task.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "tests/support/passes.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::Tally;
using test::Witness;
using Record = std::vector<std::string>;

// ------------------------------------------------------------ order of steps

Task<> child(Record& record, bool pauses) {
  record.push_back("child begins");
  if (pauses) co_await sleep(0s);
  record.push_back("child ends");
}

Task<> parent(Record& record, bool pauses, std::uint32_t& passes) {
  const std::uint32_t before = EventLoop::current().pass();
  Task<> made = child(record, pauses);
  record.push_back("made");
  co_await std::move(made);
  record.push_back("parent goes on");
  passes = EventLoop::current().pass() - before;
}

TEST_CASE("T02: co_await runs the child at once, with no pass in between") {
  Record record;
  std::uint32_t passes = 99;
  sim::World world;
  world.run(parent(record, false, passes));
  CHECK(record == Record{"made", "child begins", "child ends", "parent goes on"});
  CHECK(passes == 0);
}

Task<> bystander(Record& record) {
  record.push_back("bystander");
  co_return;
}

Task<> parent_with_bystander(Record& record, std::uint32_t& passes) {
  (void)create_task(bystander(record));
  co_await parent(record, true, passes);
}

TEST_CASE("T02: the child's first pause is the parent's: others run meanwhile") {
  Record record;
  std::uint32_t passes = 99;
  sim::World world;
  world.run(parent_with_bystander(record, passes));
  CHECK(record == Record{"made", "child begins", "bystander", "child ends", "parent goes on"});
  CHECK(passes == 1);
}

TEST_CASE("T03: a task that never pauses is done in one step") {
  Record record;
  sim::World world;
  const TaskHandle<> handle = create_task(world.loop(), child(record, false));
  CHECK_FALSE(handle.done());
  test::run_pass(world.loop());
  CHECK(handle.done());
  CHECK(world.loop().pass() == 1);
}

// ------------------------------------------------------------ awaiting once

Task<int> number(int value) { co_return value; }

Task<> await_twice(bool& thrown) {
  Task<int> task = number(7);
  const int first = co_await std::move(task);
  CHECK(first == 7);
  try {
    const int second = co_await std::move(task);
    CHECK(second != second);
  } catch (const InvalidStateError&) {
    thrown = true;
  }
}

Task<> await_moved_from(bool& thrown) {
  Task<int> task = number(7);
  const Task<int> owner = std::move(task);
  try {
    const int value = co_await std::move(task);
    CHECK(value != value);
  } catch (const InvalidStateError&) {
    thrown = true;
  }
}

TEST_CASE("Task: awaiting the same one again, or a moved-from one, throws") {
  bool thrown = false;
  sim::World().run(await_twice(thrown));
  CHECK(thrown);
  thrown = false;
  sim::World().run(await_moved_from(thrown));
  CHECK(thrown);
}

Task<int> with_witness(Witness, bool& ran) {
  ran = true;
  co_return 1;
}

TEST_CASE("Task: a coroutine that nobody awaits never runs, and frees its frame") {
  Tally tally;
  bool ran = false;
  {
    const Task<int> task = with_witness(Witness(tally), ran);
    CHECK(tally.live() == 1);
  }
  CHECK_FALSE(ran);
  check_all_gone(tally);
}

TEST_CASE("Task: move assignment frees what was there, in the end") {
  Tally first;
  Tally second;
  bool ran = false;
  {
    Task<int> task = with_witness(Witness(first), ran);
    task = with_witness(Witness(second), ran);
    CHECK(first.live() == 0);
    CHECK(second.live() == 1);
  }
  check_all_gone(first);
  check_all_gone(second);
}

// ------------------------------------------------------------ results

Task<std::unique_ptr<int>> only_movable(int value) { co_return std::make_unique<int>(value); }

Task<int> take_movable() {
  const std::unique_ptr<int> result = co_await only_movable(42);
  co_return *result;
}

TEST_CASE("Task: a result that can only be moved") {
  CHECK(sim::World().run(take_movable()) == 42);
  const std::unique_ptr<int> result = sim::World().run(only_movable(43));
  CHECK(*result == 43);
}

/// Copying it works as often as `copies` says. Declaring the copy suppresses the move.
struct Fragile {
  explicit Fragile(int& copies) : left(&copies) {}
  Fragile(const Fragile& other) : left(other.left) {
    if ((*left)-- <= 0) throw std::runtime_error("cannot copy");
  }
  int* left;
};

Task<Fragile> fragile(int& copies) {
  const Fragile result(copies);
  co_return result;
}

Task<bool> throws_for(int copies) {
  bool thrown = false;
  try {
    const Fragile result = co_await fragile(copies);
    CHECK(result.left != nullptr);
  } catch (const std::runtime_error&) {
    thrown = true;
  }
  co_return thrown;
}

TEST_CASE("Task: a result whose copy throws, at co_return or at co_await, throws in the parent") {
  CHECK(sim::World().run(throws_for(0)));        // from the child into its frame
  CHECK(sim::World().run(throws_for(1)));        // from there to the parent
  CHECK_FALSE(sim::World().run(throws_for(2)));  // both succeed
}

// ------------------------------------------------------------ lifetimes

enum class Ending { returns, throws, pauses, pauses_and_throws };

Task<int> frame(Witness parameter, Tally& locals, Ending ending) {
  const Witness local(locals);
  (void)parameter;
  if (ending == Ending::pauses || ending == Ending::pauses_and_throws) co_await sleep(1ms);
  if (ending == Ending::throws || ending == Ending::pauses_and_throws)
    throw std::runtime_error("thrown");
  co_return 1;
}

Task<> await_frame(Tally& parameters, Tally& locals, Ending ending) {
  try {
    const int result = co_await frame(Witness(parameters), locals, ending);
    CHECK(result == 1);
  } catch (const std::runtime_error&) {
    CHECK((ending == Ending::throws || ending == Ending::pauses_and_throws));
  }
  // The whole frame goes with the statement that awaited it, not with the parent.
  CHECK(locals.live() == 0);
  CHECK(parameters.live() == 0);
}

TEST_CASE("Task: parameters and locals of a child die once, before the parent's next statement") {
  for (const Ending ending :
       {Ending::returns, Ending::throws, Ending::pauses, Ending::pauses_and_throws}) {
    CAPTURE(static_cast<int>(ending));
    Tally parameters;
    Tally locals;
    sim::World().run(await_frame(parameters, locals, ending));
    check_all_gone(parameters);
    check_all_gone(locals);
  }
}

}  // namespace
}  // namespace kit
