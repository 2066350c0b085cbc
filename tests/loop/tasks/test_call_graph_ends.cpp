// The call graph at the beginning and the end of tasks: what is gone is not looked at.

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/call_graph.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "loop/tasks/task_group.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/passes.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;

Task<> naps() { co_await sleep(1h); }

/// Looks at the loop from the destructor of something in a coroutine's frame.
struct LooksAtEnd {
  LooksAtEnd(EventLoop& event_loop, std::string& where) : loop(event_loop), text(where) {}
  ~LooksAtEnd() { text = format_tasks(loop); }
  EventLoop& loop;
  std::string& text;
};

Task<> looks_at_end(EventLoop& loop, std::string& text) {
  const LooksAtEnd guard(loop, text);
  co_await naps();
}

Task<> waits_for(TaskHandle<> other) { co_await other; }

TEST_CASE("E12: a task whose frames are being destroyed waits nowhere") {
  std::string text;
  sim::World world;
  world.loop().set_exception_handler([](const ExceptionContext&) {});
  {
    const TaskHandle<> first = create_task(world.loop(), looks_at_end(world.loop(), text), "first");
    (void)create_task(world.loop(), waits_for(first), "second");
  }
  test::run_pass(world.loop());
  world.loop().close();
  INFO(text);
  CHECK(text.find("second waits for first\n") != text.npos);
  CHECK(text.find("first waits in") == text.npos);
  CHECK(text.find("kit::naps") == text.npos);
}

TEST_CASE("E08: a task that is destroyed before it begins is reported with where it would have") {
  std::vector<ExceptionContext> contexts;
  {
    sim::World world;
    world.loop().set_exception_handler([&](const ExceptionContext& c) { contexts.push_back(c); });
    (void)create_task(world.loop(), naps());
  }
  REQUIRE(contexts.size() == 1);
  CHECK(contexts[0].details.at("begins").starts_with("\n    kit::naps at "));
  CHECK(!contexts[0].details.contains("waits"));
}

Task<> tells_line(int& line) {
  line = static_cast<int>(TaskBase::current()->where().line());
  co_return;
}

TEST_CASE("E12: the main task was created in the line that runs it") {
  int line = 0;
  sim::World().run(tells_line(line));
  CHECK(line == __LINE__ - 1);
  kit::run(tells_line(line));
  CHECK(line == __LINE__ - 1);
  sim::World world;
  run_until_complete(world.loop(), tells_line(line));
  CHECK(line == __LINE__ - 1);
}

Task<> throws() {
  co_await sleep(0s);
  throw std::runtime_error("dig");
}

TEST_CASE("E07: without debug mode nobody notes where an exception comes by") {
  sim::World world;
  world.loop().set_debug(false);
  const test::CaptureReports reports(world.loop());
  (void)create_task(world.loop(), throws());
  for (int i = 0; i < 3; ++i) test::run_pass(world.loop());
  REQUIRE(reports.contexts.size() == 1);
  CHECK(!reports.contexts[0].details.contains("thrown through"));
}

Task<> body(TaskGroup& group) {
  (void)group.create_task(naps(), "child");
  co_await sleep(1h);
}
Task<> has_group() {
  TaskGroup group;
  co_await group.run(body(group));
}

TEST_CASE("E12: the task of a group whose parent has gone has no parent") {
  sim::World world;
  EventLoop& loop = world.loop();
  std::vector<bool> orphans;
  loop.set_exception_handler([&](const ExceptionContext&) {
    for (const Ref<TaskBase>& task : all_tasks(loop))
      if (task->name() == "child") orphans.push_back(task->parent() == nullptr);
  });
  (void)create_task(loop, has_group());
  test::run_pass(loop);
  test::run_pass(loop);
  loop.close();
  CHECK(orphans == std::vector<bool>{false, true});
}

Task<> awaits_it(Task<>& task) { co_await std::move(task); }

Task<> two_await_the_same() {
  Task<> task = naps();
  const TaskHandle<> first = create_task(awaits_it(task), "first");
  const TaskHandle<> second = create_task(awaits_it(task), "second");
  co_await sleep(1s);
  CHECK(!first.done());
  REQUIRE(second.done());
  CHECK_THROWS_AS((void)second.result(), InvalidStateError);
  CHECK(!task.can_start());
  co_await first;
}

TEST_CASE("a Task that somebody awaits already can neither be awaited again nor be started") {
  sim::World().run(two_await_the_same());
}

}  // namespace
}  // namespace kit
