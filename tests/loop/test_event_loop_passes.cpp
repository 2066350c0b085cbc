// EventLoop: what happens in one pass, and in which order. Time is virtual.
#include <doctest/doctest.h>

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "loop/event_loop.hpp"
#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "tests/support/counted_world.hpp"
#include "tests/support/passes.hpp"

using namespace kit;
using namespace std::chrono_literals;
using test::CountedWorld;
using test::run_pass;

namespace {

using Words = std::vector<std::string>;

Task<void> say_after_a_pass(Words& said, std::string word) {
  co_await sleep(0s);
  said.push_back(word);
}

}  // namespace

TEST_CASE("L01: a pass runs the handles that were there when it began") {
  sim::World world;
  EventLoop& loop = world.loop();
  Words said;
  loop.call_soon([&] {
    said.push_back("a");
    loop.call_soon([&] { said.push_back("queued by a"); });
  });
  loop.call_soon([&] { said.push_back("b"); });
  run_pass(loop);
  CHECK(said == Words{"a", "b"});
  run_pass(loop);
  CHECK(said == Words{"a", "b", "queued by a"});
}

TEST_CASE("L01: the poll does not wait while something is ready") {
  CountedWorld world;
  std::vector<std::optional<Duration>> timeouts;
  world.selector->before_wait = [&](std::optional<Duration> t) { timeouts.push_back(t); };
  world.loop.call_later(5s, [] {});
  world.loop.call_soon([&] { world.loop.call_soon([&] { world.loop.stop(); }); });
  world.loop.run_forever();
  CHECK(timeouts == std::vector<std::optional<Duration>>{0s, 0s});
}

TEST_CASE("L01: the poll waits until the next deadline, and at most a day") {
  CountedWorld world;
  std::vector<std::optional<Duration>> timeouts;
  world.selector->before_wait = [&](std::optional<Duration> t) { timeouts.push_back(t); };
  world.loop.call_later(1500ms, [] {});
  world.loop.call_later(1500ms + 30h, [&] { world.loop.stop(); });
  world.loop.run_forever();
  CHECK(timeouts == std::vector<std::optional<Duration>>{1500ms, 24h, 6h});
}

TEST_CASE("L01: without timers the poll waits for ever") {
  CountedWorld world;
  std::vector<std::optional<Duration>> timeouts;
  std::array<int, 2> pair{};
  REQUIRE(world.network.socketpair(pair).is_ok());
  world.loop.add_reader(pair[0], [&] { world.loop.stop(); });
  world.selector->before_wait = [&](std::optional<Duration> t) {
    timeouts.push_back(t);
    (void)world.network.send(pair[1], "x");  // the rest of the world moves while the loop waits
  };
  world.loop.run_forever();
  CHECK(timeouts == std::vector<std::optional<Duration>>{std::nullopt});
}

TEST_CASE("L01: a cancelled timer does not wake the loop") {
  CountedWorld world;
  std::vector<std::optional<Duration>> timeouts;
  world.selector->before_wait = [&](std::optional<Duration> t) { timeouts.push_back(t); };
  const CallHandle early = world.loop.call_later(1s, [] {});
  world.loop.call_later(9s, [&] { world.loop.stop(); });
  world.loop.cancel(early);
  world.loop.run_forever();
  CHECK(timeouts == std::vector<std::optional<Duration>>{9s});
}

TEST_CASE("L01: stop ends the loop after the pass that is under way") {
  sim::World world;
  Words said;
  world.loop().call_soon([&] {
    world.loop().stop();
    world.loop().call_soon([&] { said.push_back("next run"); });
  });
  world.loop().call_soon([&] { said.push_back("same pass"); });
  world.loop().run_forever();
  CHECK(said == Words{"same pass"});
  CHECK_FALSE(world.loop().is_running());
  run_pass(world.loop());
  CHECK(said == Words{"same pass", "next run"});
}

TEST_CASE("L02: call_soon is first in, first out") {
  sim::World world;
  Words said;
  for (const char* word : {"a", "b", "c"})
    world.loop().call_soon([&said, word] { said.push_back(word); });
  run_pass(world.loop());
  run_pass(world.loop());
  CHECK(said == Words{"a", "b", "c"});
}

TEST_CASE("L03: a callback that queues itself for ever does not starve descriptors or timers") {
  sim::World world;
  EventLoop& loop = world.loop();
  std::array<int, 2> pair{};
  REQUIRE(world.network().socketpair(pair).is_ok());
  int rounds = 0;
  int round_of_read = 0;
  int round_of_timer = 0;
  std::function<void()> again = [&] {
    ++rounds;
    if (rounds == 3) (void)world.network().send(pair[1], "x");
    if (rounds == 3) loop.call_later(0s, [&] { round_of_timer = rounds; });
    if (rounds < 10)
      loop.call_soon(again);
    else
      loop.stop();
  };
  loop.add_reader(pair[0], [&] {
    round_of_read = rounds;
    loop.remove_reader(pair[0]);
  });
  loop.call_soon(again);
  loop.run_forever();
  // Both ran in the pass after round 3, which began with round 4: that was queued before them.
  CHECK(round_of_read == 4);
  CHECK(round_of_timer == 4);
}

TEST_CASE("L04: first what was ready, then descriptors, then timers") {
  sim::World world;
  EventLoop& loop = world.loop();
  std::array<int, 2> pair{};
  REQUIRE(world.network().socketpair(pair).is_ok());
  REQUIRE(world.network().send(pair[1], "x").is_ok());
  Words said;
  loop.call_later(0s, [&] { said.push_back("timer"); });
  loop.add_reader(pair[0], [&] { said.push_back("descriptor"); });
  loop.call_soon([&] { said.push_back("ready"); });
  run_pass(loop);
  CHECK(said == Words{"ready", "descriptor", "timer"});
}

TEST_CASE("L04: callbacks, a task that slept for one pass, then timers by deadline") {
  sim::World world;
  EventLoop& loop = world.loop();
  Words said;
  create_task(loop, say_after_a_pass(said, "task"));
  run_pass(loop);  // the task queues its second step
  loop.call_soon([&] { said.push_back("1"); });
  loop.call_later(0s, [&] { said.push_back("t(0)"); });
  loop.call_soon([&] { said.push_back("2"); });
  loop.call_later(-1s, [&] { said.push_back("t(-1)"); });
  run_pass(loop);
  CHECK(said == Words{"task", "1", "2", "t(-1)", "t(0)"});
}
