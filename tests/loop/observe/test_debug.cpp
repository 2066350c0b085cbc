// Debug mode: steps that take too long, calls from the wrong thread. Virtual time: a step is slow
// when it moves the clock.

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/passes.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;

Task<> works_too_long(sim::World& world, int& from, int& to) {
  from = __LINE__ + 1;
  co_await sleep(1s);
  world.clock().advance(64ms);
  to = __LINE__ + 1;
  co_await sleep(1s);
}

Task<> slow_main(sim::World& world, int& from, int& to) {
  const TaskHandle<> task = create_task(works_too_long(world, from, to), "digger");
  co_await task;
}

TEST_CASE("E10: in debug mode a slow step is logged with its task, from where to where, and why") {
  sim::World world;
  const test::CaptureLog log;
  world.loop().set_debug(true);
  world.loop().set_slow_callback_duration(64ms);
  int from = 0;
  int to = 0;
  world.run(slow_main(world, from, to));
  REQUIRE(log.records.size() == 1);
  const std::string& record = log.records[0];
  INFO(record);
  CHECK(record.starts_with("warning: Executing digger from "));
  CHECK(record.find("test_debug.cpp:" + std::to_string(from) + " took 0.064 seconds\n") !=
        record.npos);
  CHECK(record.find("works_too_long at ") != record.npos);
  CHECK(record.find("test_debug.cpp:" + std::to_string(to)) != record.npos);
  CHECK(record.find("\n  created at: ") != record.npos);
}

TEST_CASE("E10: a step that is shorter than the limit is not logged") {
  sim::World world;
  const test::CaptureLog log;
  world.loop().set_debug(true);
  int line = 0;
  world.run(slow_main(world, line, line));  // 64 ms; the limit is 100 ms
  CHECK(log.records.empty());
}

TEST_CASE("E10: with a limit of 0 every step is logged, also one that ends its task") {
  sim::World world;
  const test::CaptureLog log;
  world.loop().set_debug(true);
  world.loop().set_slow_callback_duration(0s);
  int line = 0;
  world.run(slow_main(world, line, line));
  CHECK(log.count("Executing digger, created at ") == 1);  // its first step
  CHECK(log.count("Executing digger from ") == 2);         // after each sleep
  CHECK(log.count("Executing Task-") == 2);                // the main task's
  CHECK(log.count("took 0.000 seconds") == 5);             // and what stops the loop
}

TEST_CASE("E10: a slow callback is named by the place that asked for it") {
  sim::World world;
  const test::CaptureLog log;
  world.loop().set_debug(true);
  world.loop().call_soon([&world] { world.clock().advance(3s); });
  const int line = __LINE__ - 1;
  test::run_pass(world.loop());
  REQUIRE(log.count("Executing callback created at ") == 1);
  CHECK(log.count("test_debug.cpp:" + std::to_string(line) + " took 3.000 seconds") == 1);
}

TEST_CASE("E10: without debug mode nothing is logged, however slow") {
  sim::World world;
  world.loop().set_debug(false);  // the environment may have said otherwise
  const test::CaptureLog log;
  world.loop().call_soon([&world] { world.clock().advance(3s); });
  test::run_pass(world.loop());
  CHECK(log.records.empty());
}

/// KIT_DEBUG as a test wants it, and afterwards as it was.
class Environment {
 public:
  explicit Environment(const char* value) {
    if (const char* const old = std::getenv("KIT_DEBUG")) before_ = old;
    set(value);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() { set(before_ ? before_->c_str() : nullptr); }

 private:
  static void set(const char* value) {
    if (value != nullptr)
      ::setenv("KIT_DEBUG", value, 1);
    else
      ::unsetenv("KIT_DEBUG");
  }
  std::optional<std::string> before_;
};

TEST_CASE("E13: KIT_DEBUG in the environment turns debug mode on, unless it is empty or 0") {
  const auto debug_with = [](const char* value) {
    const Environment environment(value);
    const sim::World world;
    return const_cast<sim::World&>(world).loop().debug();
  };
  CHECK(debug_with("1"));
  CHECK(debug_with("yes"));
  CHECK(!debug_with("0"));
  CHECK(!debug_with(""));
  CHECK(!debug_with(nullptr));
}

/// What `call` throws in another thread; "" for nothing.
template <class Call>
std::string elsewhere(Call call) {
  std::string message;
  std::thread([&] {
    try {
      call();
    } catch (const std::runtime_error& error) {
      message = error.what();
    }
  }).join();
  return message;
}

Task<> idle() { co_await sleep(1h); }

Task<> called_from_elsewhere(const test::CaptureLog& log) {
  EventLoop& loop = EventLoop::current();
  const Future<int> future;
  const TaskHandle<> task = create_task(idle());
  const std::string refusal = "non-thread-safe operation: ";
  CHECK(elsewhere([&] { future.set_result(1); }).starts_with(refusal + "set_result"));
  CHECK(elsewhere([&] { future.set_exception(std::runtime_error("no")); }).starts_with(refusal));
  CHECK(elsewhere([&] { (void)create_task(loop, idle()); }).starts_with(refusal + "create_task"));
  CHECK(!future.done());
  CHECK(elsewhere([&] { CHECK(!task.cancel()); }) == "");
  CHECK(log.count(refusal + "cancel of " + task.name()) == 1);
  CHECK(elsewhere([&] { CHECK(!future.cancel()); }) == "");
  CHECK(log.count(refusal + "cancel") == 2);
  co_await sleep(0s);
  CHECK(!task.done());
  CHECK(!future.done());
  CHECK(task.cancel());  // here it is allowed
}

TEST_CASE("L17: in debug mode, futures and tasks are not touched from a foreign thread") {
  sim::World world;
  const test::CaptureLog log;
  world.loop().set_debug(true);
  world.run(called_from_elsewhere(log));
}

}  // namespace
}  // namespace kit
