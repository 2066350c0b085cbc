// Debug mode: which step a report blames, and what it does not say of others.

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>

#include "loop/os/fd.hpp"
#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/passes.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;

Task<> naps() { co_await sleep(1h); }

TEST_CASE("E10: debug mode that comes late does not blame a task for the step of somebody else") {
  sim::World world;
  EventLoop& loop = world.loop();
  loop.set_debug(false);
  const TaskHandle<> task = create_task(loop, naps(), "bystander");
  test::run_pass(loop);
  loop.set_debug(true);
  const test::CaptureLog log;
  loop.call_soon([&world] { world.clock().advance(3s); });
  test::run_pass(loop);
  REQUIRE(log.records.size() == 1);
  CHECK(log.records[0].ends_with(" took 3.000 seconds"));
  task.cancel();
  test::run_pass(loop);
}

Task<> fails() {
  co_await sleep(0s);
  throw std::runtime_error("dealt with");
}

Task<> catches_and_is_slow(sim::World& world) {
  try {
    co_await fails();
  } catch (const std::runtime_error&) {
    // and that is the end of it
  }
  world.clock().advance(3s);
  co_await sleep(1s);
}

TEST_CASE("E10: an exception that was caught is not told of with a slow step") {
  sim::World world;
  world.loop().set_debug(true);
  const test::CaptureLog log;
  world.run(catches_and_is_slow(world));
  REQUIRE(log.count("Executing ") == 1);
  CHECK(log.count("catches_and_is_slow at ") == 1);
  CHECK(log.count("thrown through") == 0);
}

Task<> naps_then_digs(sim::World& world) {
  co_await sleep(1s);
  world.clock().advance(3s);
}

Task<> digs_and_ends(sim::World& world) { co_await naps_then_digs(world); }

TEST_CASE("E10: of a slow step that ends its task, the report says where it had been") {
  sim::World world;
  world.loop().set_debug(true);
  const test::CaptureLog log;
  world.run(digs_and_ends(world));
  REQUIRE(log.records.size() == 1);
  const std::string& record = log.records[0];
  INFO(record);
  CHECK(record.find(" took 3.000 seconds\n  was at: \n    kit::naps_then_digs at ") != record.npos);
  CHECK(record.find("\n    kit::digs_and_ends at ") != record.npos);
}

Task<> digs_at_once(sim::World& world) {
  world.clock().advance(3s);
  co_return;
}

TEST_CASE("E10: a slow first step is named by the coroutine, not only by who started it") {
  sim::World world;
  world.loop().set_debug(true);
  const test::CaptureLog log;
  world.run(digs_at_once(world));
  REQUIRE(log.records.size() == 1);
  CHECK(log.count(", created at ") == 1);
  CHECK(log.count(" took 3.000 seconds\n  was at: \n    kit::digs_at_once at ") == 1);
}

TEST_CASE("E10: a slow callback of a descriptor is named by the place that asked for it") {
  EventLoop loop;
  loop.set_debug(true);
  loop.set_slow_callback_duration(0s);
  const test::CaptureLog log;
  loop.call_soon([] {});  // so that the pass does not wait
  std::array<int, 2> pair{};
  REQUIRE(loop.net().socketpair(pair).is_ok());
  const Fd ends[] = {Fd(pair[0]), Fd(pair[1])};
  const int line = __LINE__ + 1;
  loop.add_writer(ends[0].get(), [] {});
  test::run_pass(loop);
  CHECK(log.count("Executing callback created at ") == 2);
  CHECK(log.count("test_debug_steps.cpp:" + std::to_string(line) + " took ") == 1);
  loop.remove_writer(ends[0].get());
}

}  // namespace
}  // namespace kit
