// Who waits for what, and where; and the reports that say so.

#include <doctest/doctest.h>

#include <chrono>
#include <regex>
#include <source_location>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/call_graph.hpp"
#include "loop/tasks/gather.hpp"
#include "loop/tasks/shield.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "loop/tasks/sync/event.hpp"
#include "loop/tasks/task_group.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/loops.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;

/// Without the folders of files, and with "N" for each line's number.
std::string bare(const std::string& text) {
  static const std::regex place(" at [^\\n]*/([a-z_]+.[ch]pp):[0-9]+");
  return std::regex_replace(text, place, " at $1:N");
}

Task<> nap(int& line) {
  line = __LINE__ + 1;
  co_await sleep(60s);
}

Task<int> nap_and_count(int& inner, int& line) {
  for (int i = 0; i < 2; ++i) {
    line = __LINE__ + 1;
    co_await nap(inner);
  }
  co_return 7;
}

Task<> look_at_a_sleeper() {
  int inner = 0;
  int outer = 0;
  const TaskHandle<int> task = create_task(nap_and_count(inner, outer), "sleeper");
  CHECK(bare(format_call_graph(task.state())) ==  // has not begun
        "\n    kit::nap_and_count at test_call_graph.cpp:N");
  for (int i = 0; i < 2; ++i) {  // also when it has gone round
    co_await sleep(i == 0 ? Duration(1) : Duration(60s));
    const std::string graph = format_call_graph(task.state());
    INFO(graph);
    CHECK(
        bare(graph) ==
        "\n    kit::nap at test_call_graph.cpp:N\n    kit::nap_and_count at test_call_graph.cpp:N");
    CHECK(graph.find("test_call_graph.cpp:" + std::to_string(inner) + "\n") != graph.npos);
    CHECK(graph.ends_with("test_call_graph.cpp:" + std::to_string(outer)));
  }
  co_await task;
  CHECK(format_call_graph(task.state()) == "");  // done
}

TEST_CASE("E12: the chain of awaits of a task that waits, innermost first, with file and line") {
  sim::World().run(look_at_a_sleeper());
}

/// A child that ends without a pause leaves no trace behind.
Task<> at_once() { co_return; }

Task<> wait_after_child(Event& event) {
  co_await at_once();
  co_await event.wait();
}

Task<> look_after_child() {
  Event event;
  const TaskHandle<> task = create_task(wait_after_child(event));
  co_await sleep(0s);
  CHECK(bare(format_call_graph(task.state())) ==
        "\n    kit::wait_after_child at test_call_graph.cpp:N");
  event.set();
  co_await task;
}

TEST_CASE("E12: children that have ended are not in the chain") {
  sim::World().run(look_after_child());
}

Task<> waits_for(TaskHandle<> other) { co_await other; }
Task<> naps() { co_await sleep(60s); }
Task<> body(TaskGroup& group) {
  (void)group.create_task(naps(), "child");
  co_await sleep(30s);
}
Task<> has_group() {
  TaskGroup group;
  co_await group.run(body(group));
}

Task<> look_at_the_tree() {
  const TaskHandle<> sleeper = create_task(naps(), "sleeper");
  const TaskHandle<> first = create_task(waits_for(sleeper), "first");
  const TaskHandle<> group = create_task(has_group(), "group");
  std::vector<TaskHandle<>> many;
  for (int i = 0; i < 3; ++i) many.push_back(create_task(naps(), "many-" + std::to_string(i)));
  TaskBase::current()->set_name("main");
  co_await sleep(1s);
  const std::string in_body =
      "8 tasks\n"
      "main runs\n"
      "first waits for sleeper\n"
      "    kit::waits_for at test_call_graph.cpp:N\n"
      "  sleeper waits in a sleep of 60.000000 s\n"
      "      kit::naps at test_call_graph.cpp:N\n"
      "group waits in a sleep of 30.000000 s\n"
      "    kit::body at test_call_graph.cpp:N\n"
      "    kit::TaskGroup::run at task_group.hpp:N\n"
      "    kit::has_group at test_call_graph.cpp:N\n"
      "  child waits in a sleep of 60.000000 s\n"
      "      kit::naps at test_call_graph.cpp:N\n"
      "many-0 waits in a sleep of 60.000000 s\n"
      "    kit::naps at test_call_graph.cpp:N\n"
      "and 2 more there";
  CHECK(bare(format_tasks(EventLoop::current())) == in_body);
  co_await gather(std::move(many));
  co_await group;
  co_await first;
}

TEST_CASE("E12: all tasks as a tree: below each those it waits for, and those of its group") {
  sim::World().run(look_at_the_tree());
}

TEST_CASE("E12: tasks that wait for each other in a ring are shown as well, once each") {
  struct Ring {
    static Task<> waits(std::vector<TaskHandle<>>& ring, std::size_t next) { co_await ring[next]; }
    static Task<> main() {
      std::vector<TaskHandle<>> ring;
      ring.push_back(create_task(waits(ring, 1), "one"));
      ring.push_back(create_task(waits(ring, 0), "two"));
      TaskBase::current()->set_name("main");
      co_await sleep(0s);
      CHECK(bare(format_tasks(EventLoop::current()))
                .starts_with("3 tasks\nmain runs\n"
                             "one waits for two\n"));
      ring[0].cancel();
      co_await wait_until_gone(ring);
    }
    static Task<> wait_until_gone(std::vector<TaskHandle<>>& ring) {
      while (!ring[0].done() || !ring[1].done()) co_await sleep(0s);
    }
  };
  sim::World().run(Ring::main());
}

/// Where the running task says that it was created.
Task<> tell_line(int& line) {
  for (const Ref<TaskBase>& task : all_tasks(EventLoop::current()))
    if (task.get() == TaskBase::current()) line = static_cast<int>(task->where().line());
  co_return;
}

Task<> gathers_and_shields() {
  int line = 0;
  co_await gather(tell_line(line));
  CHECK(line == __LINE__ - 1);
  std::vector<Task<>> tasks;
  tasks.push_back(tell_line(line));
  co_await gather(std::move(tasks));
  CHECK(line == __LINE__ - 1);
  co_await gather(return_exceptions, tell_line(line));
  CHECK(line == __LINE__ - 1);
  co_await shield(tell_line(line));
  CHECK(line == __LINE__ - 1);
}

TEST_CASE("E12: tasks that gather or shield start were created in the line that asked for it") {
  sim::World().run(gathers_and_shields());
}

Task<> thrower() {
  co_await sleep(0s);
  throw std::runtime_error("dig");
}
Task<> passes_on() { co_await thrower(); }

Task<> drop_thrower() {
  (void)create_task(passes_on());
  co_await sleep(1s);
}

TEST_CASE("E07: in debug mode the report says where the exception came by") {
  sim::World world;
  world.loop().set_debug(true);
  const test::CaptureReports reports(world.loop());
  world.run(drop_thrower());
  REQUIRE(reports.contexts.size() == 1);
  REQUIRE(reports.contexts[0].details.contains("thrown through"));
  CHECK(bare(reports.contexts[0].details.at("thrown through")) ==
        "\n    kit::thrower at test_call_graph.cpp:N\n    kit::passes_on at test_call_graph.cpp:N");
}

Task<> caught_then_throws() {
  try {
    co_await passes_on();
  } catch (const std::runtime_error&) {
    // and no more of that one
  }
  throw std::runtime_error("another");
}

Task<> drop_second_thrower() {
  (void)create_task(caught_then_throws());
  co_await sleep(1s);
}

TEST_CASE("E07: an exception that was caught on the way is not in the report of the next one") {
  sim::World world;
  world.loop().set_debug(true);
  const test::CaptureReports reports(world.loop());
  world.run(drop_second_thrower());
  REQUIRE(reports.contexts.size() == 1);
  CHECK(bare(reports.contexts[0].details.at("thrown through")) ==
        "\n    kit::caught_then_throws at test_call_graph.cpp:N");
}

TEST_CASE("E08: a task that is pending when its loop goes is reported, with where it waits") {
  std::vector<ExceptionContext> contexts;
  {
    sim::World world;
    world.loop().set_exception_handler([&](const ExceptionContext& c) { contexts.push_back(c); });
    (void)create_task(world.loop(), naps(), "left behind");
    world.loop().call_later(1s, [&world] { world.loop().stop(); });
    world.loop().run_forever();
    CHECK(contexts.empty());
  }
  REQUIRE(contexts.size() == 1);
  CHECK(contexts[0].message == "Task was destroyed but it is pending!");
  CHECK(contexts[0].details.at("task") == "left behind");
  CHECK(bare(contexts[0].details.at("waits")) == "\n    kit::naps at test_call_graph.cpp:N");
  CHECK(live_frames == 0);
}

TEST_CASE("E09: a coroutine that is dropped without an await is named in a warning") {
  const test::CaptureLog log;
  { const Task<> forgotten = naps(); }
  REQUIRE(log.records.size() == 1);
  INFO(log.records[0]);
  CHECK(log.records[0].starts_with("warning: coroutine 'kit::naps' ("));
  CHECK(log.count("test_call_graph.cpp:") == 1);
  CHECK(log.records[0].ends_with(") was never awaited"));
}

Task<> awaits_and_starts() {
  co_await at_once();
  const TaskHandle<> started = create_task(at_once());
  const TaskHandle<> cancelled = create_task(naps());
  cancelled.cancel();  // never begins, on purpose
  co_await started;
  Task<> closed = naps();
  closed.close();
  Task<> moved = at_once();
  Task<> moved_to = std::move(moved);
  co_await std::move(moved_to);
}

TEST_CASE(
    "E09: none for those that were awaited, started, cancelled before they began, or closed") {
  const test::CaptureLog log;
  sim::World().run(awaits_and_starts());
  CHECK(log.records.empty());
  CHECK(live_frames == 0);
}

Task<> late_body(TaskGroup&) { co_return; }
Task<> refused_by_group() {
  TaskGroup group;
  co_await group.run(late_body(group));
  CHECK_THROWS_AS((void)group.create_task(naps()), std::runtime_error);
}

TEST_CASE("W27: what a group refuses is closed: no warning that it was never awaited") {
  const test::CaptureLog log;
  sim::World().run(refused_by_group());
  CHECK(log.records.empty());
}

}  // namespace
}  // namespace kit
