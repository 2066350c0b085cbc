// format_tasks: what a tree of many tasks shows, and what it leaves out.

#include <doctest/doctest.h>

#include <chrono>
#include <deque>
#include <regex>
#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/call_graph.hpp"
#include "loop/tasks/gather.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/passes.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;

/// Without the places.
std::string bare(const std::string& text) {
  static const std::regex place(" at [^\\n]*:[0-9]+");
  return std::regex_replace(text, place, "");
}

Task<> naps(Duration time) { co_await sleep(time); }
Task<> waits_for(TaskHandle<> other) { co_await other; }

Task<> looks_at_pairs() {
  TaskBase::current()->set_name("main");
  std::vector<TaskHandle<>> all;
  for (const char* const name : {"a", "b"}) {
    all.push_back(create_task(naps(9s), std::string("sleeper-") + name));
    all.push_back(create_task(waits_for(all.back()), std::string("waiter-") + name));
  }
  co_await sleep(1s);
  CHECK(bare(format_tasks(EventLoop::current())) ==
        "5 tasks\n"
        "main runs\n"
        "waiter-a waits for sleeper-a\n"
        "    kit::waits_for\n"
        "  sleeper-a waits in a sleep of 9.000000 s\n"
        "      kit::naps\n"
        "waiter-b waits for sleeper-b\n"
        "    kit::waits_for\n"
        "  sleeper-b waits in a sleep of 9.000000 s\n"
        "      kit::naps");
  co_await gather(std::move(all));
}

TEST_CASE("E12: those who wait for other tasks stand alone, each with what it waits for") {
  sim::World().run(looks_at_pairs());
}

Task<> gathers(std::vector<TaskHandle<>> handles) { co_await gather(std::move(handles)); }

Task<> looks_at_one_left() {
  const std::vector<TaskHandle<>> handles = {create_task(naps(1s), "short"),
                                             create_task(naps(9s), "long")};
  const TaskHandle<> gatherer = create_task(gathers(handles), "gatherer");
  co_await sleep(2s);
  const std::string text = format_tasks(EventLoop::current());
  CHECK(text.find("short") == text.npos);
  CHECK(text.find("\n  long waits") != text.npos);
  co_await gatherer;
}

TEST_CASE("E12: a task that is done is not in the tree, also if somebody waits for it and others") {
  sim::World().run(looks_at_one_left());
}

TEST_CASE("E12: tasks that have not begun are shown where they will begin, and counted") {
  sim::World world;
  (void)create_task(world.loop(), naps(1s), "first");
  CHECK(bare(format_tasks(world.loop())) == "1 task\nfirst has not begun\n    kit::naps");
  for (int i = 0; i < 9; ++i) (void)create_task(world.loop(), naps(1s));
  CHECK(bare(format_tasks(world.loop())) ==
        "10 tasks\nfirst has not begun\n    kit::naps\nand 9 more there");
  for (const Ref<TaskBase>& task : all_tasks(world.loop())) task->cancel();
  test::run_pass(world.loop());
}

class Busy final : public Owned {
 public:
  std::string describe() const override { return "stream"; }
  std::string details() const override { return ", busy"; }
  void destroy() noexcept override { unlink(); }
};

TEST_CASE(
    "E12: of the streams that have something left to do, twenty are shown and the rest counted") {
  sim::World world;
  std::deque<Busy> streams(20);
  for (Busy& each : streams) world.loop().owned().push_back(each);
  std::string expected = "0 tasks";
  for (int i = 0; i < 20; ++i) expected += "\nstream, busy";
  CHECK(format_tasks(world.loop()) == expected);
  for (int i = 0; i < 3; ++i) world.loop().owned().push_back(streams.emplace_back());
  CHECK(format_tasks(world.loop()) == expected + "\nand 3 more");
}

}  // namespace
}  // namespace kit
