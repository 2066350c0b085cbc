// TaskHandle: awaited by many, with every kind of result.

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::Tally;
using test::Witness;

Task<int> answer(Witness, bool pauses) {
  if (pauses) co_await sleep(1ms);
  co_return 42;
}

Task<int> fails() {
  co_await sleep(0s);
  throw std::runtime_error("on purpose");
}

Task<> await_handle(TaskHandle<int> handle, std::vector<int>& results) {
  const int value = co_await handle;
  results.push_back(value);
}

Task<> many_await(std::vector<int>& results) {
  Tally tally;
  const TaskHandle<int> handle = create_task(answer(Witness(tally), true));
  std::vector<TaskHandle<>> waiting;
  for (int i = 0; i < 10; ++i) waiting.push_back(create_task(await_handle(handle, results)));
  for (const TaskHandle<>& each : waiting) co_await each;
  const int again = co_await handle;
  CHECK(again == 42);
  CHECK(handle.result() == 42);
  check_all_gone(tally);
}

TEST_CASE("TaskHandle: awaited by many, each gets the result, before the end and after") {
  std::vector<int> results;
  sim::World().run(many_await(results));
  CHECK(results == std::vector<int>(10, 42));
}

Task<std::exception_ptr> await_failed() {
  const TaskHandle<int> handle = create_task(fails());
  std::exception_ptr failure;
  try {
    const int value = co_await handle;
    CHECK(value != value);
  } catch (...) {
    failure = std::current_exception();
  }
  CHECK(describe(handle.exception()) == "on purpose");
  co_return failure;
}

TEST_CASE("T21: an exception in a task reaches whoever awaits the handle, with its type") {
  sim::World world;
  const test::CaptureReports reports(world.loop());
  CHECK(test::is<std::runtime_error>(world.run(await_failed())));
  CHECK(reports.contexts.empty());  // retrieved
}

Task<std::unique_ptr<int>> movable() { co_return std::make_unique<int>(5); }

Task<int> take_from_handle() {
  const std::unique_ptr<int> value = co_await create_task(movable());
  co_return *value;
}

TEST_CASE("TaskHandle: a result that can only be moved goes to the one who awaits an rvalue") {
  CHECK(sim::World().run(take_from_handle()) == 5);
}

/// Can only be copied, and `copies` times.
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
  const TaskHandle<Fragile> handle = create_task(fragile(copies));
  bool thrown = false;
  try {
    const Fragile result = co_await handle;
    CHECK(result.left != nullptr);
  } catch (const std::runtime_error&) {
    thrown = true;
  }
  co_return thrown;
}

TEST_CASE("TaskHandle: a result whose copy throws throws where the handle is awaited") {
  CHECK(sim::World().run(throws_for(0)));        // at co_return
  CHECK(sim::World().run(throws_for(1)));        // from the frame, which goes, into the handle
  CHECK(sim::World().run(throws_for(2)));        // from the handle to who awaits it
  CHECK_FALSE(sim::World().run(throws_for(3)));  // all succeed
}

Task<int> hold(Witness witness, TaskHandle<int> handle) {
  const Witness local(witness);
  int value = co_await handle;
  const int more = co_await create_task(answer(witness, true));
  value += more;
  (void)local;
  co_return value;
}

Task<> hold_and_await(Tally& tally, bool pauses) {
  const TaskHandle<int> handle = create_task(answer(Witness(tally), pauses));
  const TaskHandle<int> holding = create_task(hold(Witness(tally), handle));
  const int value = co_await holding;
  CHECK(value == 84);
  CHECK(tally.live() == 0);
}

TEST_CASE("TaskHandle: the frame of who awaits one is freed once") {
  for (const bool pauses : {false, true}) {
    Tally tally;
    sim::World().run(hold_and_await(tally, pauses));
    check_all_gone(tally);
  }
}

template <class Handle>
concept HasSetResult = requires(const Handle& handle) {
  handle.set_result(1);
};

TEST_CASE("T14: a task's result is set by the task alone") {
  CHECK(HasSetResult<Future<int>>);
  CHECK_FALSE(HasSetResult<TaskHandle<int>>);
}

}  // namespace
}  // namespace kit
