// TaskBase: which task runs, which there are, and what they are called.

#include "loop/tasks/task_base.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/ready.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loops.hpp"
#include "tests/support/passes.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Record = std::vector<std::string>;

std::string current_name() {
  const TaskBase* const task = TaskBase::current();
  return task == nullptr ? "nobody" : task->name();
}

// ------------------------------------------------------------ the current task

Task<> child_notes(Record& record) {
  record.push_back(current_name());
  co_await sleep(0s);
  record.push_back(current_name());
}

Task<> note_in_turns(Record& record) {
  for (int i = 0; i < 2; ++i) {
    record.push_back(current_name());
    co_await child_notes(record);
  }
}

Task<> two_note(Record& record) {
  const TaskHandle<> a = create_task(note_in_turns(record), "a");
  const TaskHandle<> b = create_task(note_in_turns(record), "b");
  co_await a;
  co_await b;
}

TEST_CASE("T15: the current task is right when two interleave, also in what they await") {
  Record record;
  sim::World().run(two_note(record));
  CHECK(record == Record{"a", "a", "b", "b", "a", "a", "a", "b", "b", "b", "a", "b"});
}

Task<> note_around_a_callback(Record& record) {
  EventLoop::current().call_soon([&record] { record.push_back(current_name()); });
  record.push_back(current_name());
  co_await sleep(0s);
  record.push_back(current_name());
}

TEST_CASE("T15: there is no current task in a plain callback, nor outside the loop") {
  Record record;
  sim::World world;
  const TaskHandle<> handle = create_task(world.loop(), note_around_a_callback(record), "task");
  CHECK(current_name() == "nobody");
  world.run(test::passes(2));
  CHECK(current_name() == "nobody");
  CHECK(record == Record{"task", "nobody", "task"});
}

Task<> throw_at_once() {
  throw std::runtime_error("expected");
  co_return;
}

TEST_CASE("T15: a task that throws does not stay the current one") {
  sim::World world;
  CHECK_THROWS_AS(world.run(throw_at_once()), std::runtime_error);
  CHECK(current_name() == "nobody");
}

// ------------------------------------------------------------ awaiting itself

Task<> await_own_handle(std::optional<TaskHandle<>>& own) {
  const TaskHandle<> self = *own;
  own.reset();
  co_await self;
}

Task<std::exception_ptr> make_self_waiter() {
  std::optional<TaskHandle<>> own;
  const TaskHandle<> handle = create_task(await_own_handle(own), "ouroboros");
  own = handle;
  std::exception_ptr failure;
  try {
    co_await handle;
  } catch (...) {
    failure = std::current_exception();
  }
  co_return failure;
}

TEST_CASE("T13: a task that awaits itself gets an error that names it") {
  const std::exception_ptr failure = sim::World().run(make_self_waiter());
  const auto error = test::as<std::runtime_error>(failure);
  CHECK(std::string(error.what()) == "ouroboros awaits itself");
}

// ------------------------------------------------------------ all there are

std::vector<std::string> names_of_all() {
  std::vector<std::string> names;
  for (const Ref<TaskBase>& task : all_tasks(EventLoop::current())) names.push_back(task->name());
  return names;
}

Task<> nap(Duration duration) { co_await sleep(duration); }

Task<> look_at_all() {
  CHECK(names_of_all() == Record{"main"});
  const TaskHandle<> short_nap = create_task(nap(1s), "short");
  const TaskHandle<> long_nap = create_task(nap(2s), "long");
  CHECK(names_of_all() == Record{"main", "short", "long"});
  co_await short_nap;
  CHECK(names_of_all() == Record{"main", "long"});
  long_nap.cancel();
  CHECK(names_of_all() == Record{"main", "long"});  // it has not cleaned up yet
  co_await sleep(0s);
  CHECK(names_of_all() == Record{"main"});
}

TEST_CASE("T16: all_tasks lists exactly those that are pending") {
  sim::World world;
  const TaskHandle<> main = create_task(world.loop(), look_at_all(), "main");
  run_until_done(world.loop(), main.state());
  CHECK_NOTHROW(main.result());
  CHECK(all_tasks(world.loop()).empty());
}

// ------------------------------------------------------------ names

TEST_CASE("T18: names count up by default, and can be given and changed") {
  sim::World world;
  const TaskHandle<> first = create_task(world.loop(), nap(0s));
  const TaskHandle<> named = create_task(world.loop(), nap(0s), "reader");
  const TaskHandle<> third = create_task(world.loop(), nap(0s));
  const std::uint64_t number = first.state().number();
  CHECK(first.name() == "Task-" + std::to_string(number));
  CHECK(named.name() == "reader");
  CHECK(third.name() == "Task-" + std::to_string(number + 2));
  named.set_name("writer");
  CHECK(named.name() == "writer");
}

Task<> wait_readable(int fd) { co_await EventLoop::current().readable(fd); }
Task<> wait_for(TaskHandle<> other) { co_await other; }

Task<> main_of_deadlock(int fd) {
  const TaskHandle<> reader = create_task(wait_readable(fd), "reader");
  co_await wait_for(reader);
}

TEST_CASE("L19: a deadlock names each task and what it waits for") {
  sim::World world;
  std::array<int, 2> pair{};
  REQUIRE(world.network().socketpair(pair).is_ok());
  const TaskHandle<> main = create_task(world.loop(), main_of_deadlock(pair[0]), "main");
  std::string text;
  try {
    world.loop().run_forever();
  } catch (const sim::Deadlock& deadlock) {
    text = deadlock.what();
  }
  CHECK(text.find("2 tasks pending") != std::string::npos);
  CHECK(text.find("main waits for reader") != std::string::npos);
  CHECK(text.find("reader waits until descriptor " + std::to_string(pair[0]) + " is readable") !=
        std::string::npos);
}

TEST_CASE("T18: a task that has not begun says so; one that sleeps says for how long") {
  sim::World world;
  const TaskHandle<> sleeper = create_task(world.loop(), nap(2s), "sleeper");
  CHECK(sleeper.state().describe() == "sleeper has not begun");
  test::run_pass(world.loop());
  CHECK(sleeper.state().describe().find("sleeper waits in a sleep of 2") == 0);
}

}  // namespace
}  // namespace kit
