// Lesson 9: what happens at a co_await, and who goes on after it.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "lessons/support/by_hand.hpp"
#include "lessons/support/lines.hpp"
#include "lessons/support/story.hpp"
#include "loop/errors.hpp"
#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "loop/tasks/task.hpp"
#include "tests/support/passes.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::run_pass;

// ------------------------------------------------------------ coroutines without a loop

Task<std::unique_ptr<std::string>> parcel() { co_return std::make_unique<std::string>("a parcel"); }

struct NoMilk : std::runtime_error {
  NoMilk() : std::runtime_error("no milk") {}
};

Task<int> go_shopping() {
  throw NoMilk();
  co_return 1;
}

TEST_CASE("9.1: what escapes a coroutine is kept in its promise") {
  ByHand<int> shopping(go_shopping());
  step("a coroutine that should give a number throws instead");
  shopping.resume();
  CHECK(shopping.done());
  const std::string kept = describe(shopping.promise().exception);
  CHECK(kept == "no milk");
}

TEST_CASE("9.2: the result comes out, also one that can only be moved") {
  ByHand<std::unique_ptr<std::string>> coroutine(parcel());
  step("a coroutine returns a unique_ptr, and it is taken");
  coroutine.resume();
  const std::unique_ptr<std::string> taken = coroutine.promise().take();
  REQUIRE(taken != nullptr);
  CHECK(*taken == "a parcel");
}

TEST_CASE("9.2: instead of a result, what was thrown comes out") {
  ByHand<std::unique_ptr<std::string>> coroutine(parcel());
  step("a coroutine has a result, but something was thrown as well; the result is asked for");
  coroutine.resume();
  coroutine.promise().exception = std::make_exception_ptr(NoMilk());
  CHECK_THROWS_AS((void)coroutine.promise().take(), NoMilk);
}

// ------------------------------------------------------------ co_await

Task<> say(Lines& lines, std::string line) {
  lines.push_back(std::move(line));
  co_return;
}

Task<> child_at_door(Lines& lines, Door& door) {
  lines.push_back("child begins");
  co_await door;
  lines.push_back("child ends");
}

Task<> child_that_looks(void*& parent, Door& door) {
  parent = co_await ParentNow();
  co_await door;
}

/// Makes its child first and awaits it later, so that a test sees which of the two starts it.
Task<> parent_of_one(Lines& lines, Task<> child) {
  lines.push_back("parent begins");
  co_await std::move(child);
  lines.push_back("parent goes on");
}

/// A coroutine in words, seen from a child.
std::string in_words(const void* coroutine, const ByHand<>& parent) {
  if (coroutine == nullptr) return "nobody";
  return coroutine == parent.address() ? "its parent" : "somebody else";
}

TEST_CASE("9.3: awaiting starts the child; if it never pauses, nor does the parent") {
  Lines lines;
  ByHand<> parent(parent_of_one(lines, say(lines, "child")));
  step("the parent is resumed, and awaits its child, which never pauses");
  parent.resume();
  CHECK(lines == Lines{"parent begins", "child", "parent goes on"});
  CHECK(parent.done());
}

TEST_CASE("9.3: when the child pauses, so does the parent, and the child knows it") {
  Lines lines;
  Door door;
  ByHand<> parent(parent_of_one(lines, child_at_door(lines, door)));
  step("the parent is resumed; its child pauses");
  parent.resume();
  CHECK(lines == Lines{"parent begins", "child begins"});
  REQUIRE(door.waiting);
  const std::string noted_as_parent = in_words(parent_of(door.waiting), parent);
  CHECK(noted_as_parent == "its parent");
}

TEST_CASE("9.3: until it has paused, nobody is noted as its parent") {
  Lines lines;
  Door door;
  void* parent_before_the_pause = nullptr;
  ByHand<> parent(parent_of_one(lines, child_that_looks(parent_before_the_pause, door)));
  step("the parent is resumed; its child looks who is noted as its parent, and then pauses");
  parent.resume();
  const std::string noted_before_the_pause = in_words(parent_before_the_pause, parent);
  CHECK(noted_before_the_pause == "nobody");
}

// ------------------------------------------------------------ tasks

std::string who_runs() {
  return TaskBase::current() == nullptr ? "nobody" : TaskBase::current()->name();
}

Task<> look_who_runs(Lines& lines) {
  lines.push_back(who_runs());
  co_return;
}

Task<> run_inside(Lines& lines, TaskBase& other) {
  lines.push_back(who_runs());
  other.run();
  lines.push_back(who_runs());
  co_return;
}

Task<> say_three(Lines& lines) {
  lines.push_back("one");
  co_await GoOn();
  lines.push_back("two");
  co_await GoOn();
  lines.push_back("three");
}

Task<> say_twice(Lines& lines, std::string who) {
  lines.push_back(who + " begins");
  co_await sleep(0s);
  lines.push_back(who + " ends");
}

TEST_CASE("9.4: a task that never pauses is done after one step") {
  sim::World world;
  Lines lines;
  const TaskHandle<> task = create_task(world.loop(), say(lines, "hello"));
  step("there is a task, and the loop makes one pass");
  run_pass(world.loop());
  CHECK(lines == Lines{"hello"});
  CHECK(task.done());
}

TEST_CASE("9.4: the running task; afterwards it is who it was before") {
  sim::World world;
  Lines lines;
  const TaskHandle<> bob = create_task(world.loop(), look_who_runs(lines), "Bob");
  static_cast<Handle&>(bob.state()).unlink();  // Alice runs him, not the loop
  const TaskHandle<> alice = create_task(world.loop(), run_inside(lines, bob.state()), "Alice");
  step("Alice asks who runs, makes Bob's step in the middle of hers, and asks again");
  run_pass(world.loop());
  lines.push_back(who_runs());
  CHECK(lines == Lines{"Alice", "Bob", "Alice", "nobody"});
}

TEST_CASE("9.4: a step goes on as long as somebody is next") {
  sim::World world;
  Lines lines;
  step("a coroutine pauses twice, and each time it names itself as the next one");
  const TaskHandle<> task = create_task(world.loop(), say_three(lines));
  step("the loop makes one pass");
  run_pass(world.loop());
  CHECK(lines == Lines{"one", "two", "three"});
}

Task<> rest(Lines& lines, Bench& bench) {
  lines.push_back("sits down");
  co_await bench;
  lines.push_back("gets up");
}

TEST_CASE("9.5: a task that waits goes on where it paused, when it is woken") {
  Lines lines;
  Bench bench(lines);
  sim::World world;
  const TaskHandle<> task = create_task(world.loop(), rest(lines, bench), "Alice");
  step("the loop makes one pass: Alice waits, until the test wakes her");
  run_pass(world.loop());
  lines.push_back(task.state().describe());
  REQUIRE(lines == Lines{"sits down", "park: true", "Alice waits on a bench"});
  step("the test wakes her, and the loop makes a second pass");
  world.loop().schedule(bench);
  run_pass(world.loop());
  CHECK(lines == Lines{"sits down", "park: true", "Alice waits on a bench", "gets up"});
}

TEST_CASE("9.5: a task that sleeps lets the others run, and goes on where it paused") {
  sim::World world;
  Lines lines;
  step("Alice and Bob are two tasks; each begins, sleeps for one pass, and ends");
  (void)create_task(world.loop(), say_twice(lines, "Alice"));
  (void)create_task(world.loop(), say_twice(lines, "Bob"));
  step("the loop makes one pass");
  run_pass(world.loop());
  CHECK(lines == Lines{"Alice begins", "Bob begins"});
  step("the loop makes a second pass");
  run_pass(world.loop());
  CHECK(lines == Lines{"Alice begins", "Bob begins", "Alice ends", "Bob ends"});
}

// ------------------------------------------------------------ and back again

TEST_CASE("9.6: the parent goes on in the same pass in which its child ends") {
  sim::World world;
  Lines lines;
  const TaskHandle<> task =
      create_task(world.loop(), parent_of_one(lines, say_twice(lines, "child")));
  step("first pass: the parent starts its child, which sleeps");
  run_pass(world.loop());
  CHECK(lines == Lines{"parent begins", "child begins"});
  step("second pass: the child ends");
  run_pass(world.loop());
  CHECK(lines == Lines{"parent begins", "child begins", "child ends", "parent goes on"});
  CHECK(task.done());
}

Task<> throw_later() {
  co_await sleep(0s);
  throw NoMilk();
}

Task<> pass_it_on() { co_await throw_later(); }

Task<> catch_it(Lines& lines) {
  try {
    co_await pass_it_on();
  } catch (const NoMilk& error) {
    lines.push_back(error.what());
  }
  lines.push_back("and on");
}

TEST_CASE("9.6: an exception takes the way of a return, through three coroutines") {
  sim::World world;
  Lines lines;
  step("a grandchild sleeps and then throws; the child does not catch it, the parent does");
  world.run(catch_it(lines));
  CHECK(lines == Lines{"no milk", "and on"});
}

[[gnu::noinline]] std::uintptr_t stack_here() {
  return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
}

/// Notes where the stack stands when each level goes on after its await.
Task<> level(int below, std::vector<std::uintptr_t>& stack) {
  if (below == 0) {
    co_await sleep(0s);
  } else {
    co_await level(below - 1, stack);
  }
  stack.push_back(stack_here());
}

TEST_CASE("9.6: on the way back the stack does not grow") {
  sim::World world;
  std::vector<std::uintptr_t> stack;
  step("a hundred coroutines await each other; the innermost sleeps, and then all end in turn");
  world.run(level(99, stack));
  REQUIRE(stack.size() == 100);
  const auto [lowest, highest] = std::minmax_element(stack.begin(), stack.end());
  const std::uintptr_t bytes_of_stack_between_them = *highest - *lowest;
  CHECK(bytes_of_stack_between_them < 1000);
}

}  // namespace
}  // namespace kit
