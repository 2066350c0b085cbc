// The end of a world: nothing may be left, and whatever is left is named.
#include <doctest/doctest.h>

#include <optional>
#include <stdexcept>
#include <string>

#include "loop/observe/log.hpp"
#include "loop/sim/world.hpp"
#include "loop/tasks/ready.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "streams/connect.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/pairs.hpp"

using namespace kit;
using namespace std::chrono_literals;
using sim::World;

namespace {

Task<void> wait_for_ever(int fd) { co_await EventLoop::current().readable(fd); }
Task<void> sleep_long() { co_await sleep(1h); }
Task<void> fail_at_once() {
  throw std::runtime_error("no good");
  co_return;
}
Task<void> end_at_once() { co_return; }

/// What finish() finds in a world in which `happens` did.
template <class Happens>
std::string left_after(Happens happens) {
  World world(1, sim::calm);
  happens(world);
  try {
    world.finish();
  } catch (const sim::Failure& failure) {
    const std::string text = failure.what();
    return text.substr(text.find('\n') + 1);
  }
  return "nothing";
}

}  // namespace

TEST_CASE("finish: a world in which all has ended is clean") {
  CHECK(left_after([](World&) {}) == "nothing");
  CHECK(left_after([](World& world) { world.start(end_at_once()); }) == "nothing");
}

TEST_CASE("finish: the main task") {
  CHECK(left_after([](World& world) { world.start(sleep_long()); }) ==
        "  the main task is not done\n  the main task waits in a sleep of 3600.000000 s\n  1 "
        "coroutine frames alive\n  1 timers pending");
  CHECK(left_after([](World& world) { world.start(fail_at_once()); }) ==
        "  the main task threw no good");
  World world(1, sim::calm);
  world.start(end_at_once());
  CHECK_THROWS_AS(world.start(end_at_once()), std::logic_error);
}

TEST_CASE("finish: tasks, descriptors, watchers and timers") {
  std::string fd;
  const std::string left = left_after([&fd](World& world) {
    const std::array<int, 2> pair = test::make_pair(world.network());
    fd = std::to_string(pair[0]);
    (void)create_task(world.loop(), wait_for_ever(pair[0]), "the dreamer");
  });
  CHECK(left == "  the dreamer waits until descriptor " + fd +
                    " is readable\n  1 coroutine frames alive\n  2 descriptors open\n  1 "
                    "descriptors watched");
  CHECK(left_after([](World& world) { world.loop().call_later(1s, [] {}); }) ==
        "  1 timers pending");
}

TEST_CASE("finish: a coroutine that nobody started and nobody destroyed") {
  const test::CaptureLog log_of_the_debug_mode;  // "never awaited"
  std::optional<Task<void>> forgotten;
  CHECK(left_after([&forgotten](World&) { forgotten.emplace(end_at_once()); }) ==
        "  1 coroutine frames alive");
}

TEST_CASE("finish: a stream") {
  const std::string left = left_after([](World& world) {
    const std::array<int, 2> pair = test::make_pair(world.network());
    (void)Ref<Transport>(new Transport(world.loop(), pair[0], Address::ip("127.0.0.1", 7)));
    world.network().close(pair[1]);
  });
  CHECK(left.starts_with("  stream to 127.0.0.1:7 on descriptor "));
}

TEST_CASE("finish: an exception that nobody retrieved, and what was logged") {
  const std::string lost = left_after(
      [](World& world) { (void)create_task(world.loop(), fail_at_once(), "the unlucky"); });
  CHECK(lost.find("  report: ") == 0);
  CHECK(lost.find("no good") != lost.npos);
  CHECK(left_after([](World&) {
          log(LogLevel::info, "fine");
          log(LogLevel::warning, "hm");
          log(LogLevel::error, "oh");
        }) == "  warning: hm\n  error: oh");
  CHECK(left_after([](World& world) {
          world.expect_report("hm");
          log(LogLevel::warning, "hm, but that was to come");
        }) == "nothing");
}

TEST_CASE("finish: a fault that the script asked for and that nobody met") {
  CHECK(left_after([](World& world) { world.faults().fail(sim::Call::accept, 3, EMFILE); }) ==
        "  faults of the script that did not come about");
}

TEST_CASE("World: gives the log back to who listened before") {
  test::CaptureLog log_before;
  {
    World world(1, sim::calm);
    log(LogLevel::warning, "inside");
  }
  log(LogLevel::warning, "outside");
  CHECK(log_before.count("inside") == 0);
  CHECK(log_before.count("outside") == 1);
}

TEST_CASE("World: the story says who did what, and when") {
  World world(1, sim::calm);
  std::string story;
  world.set_story([&story](std::string_view line) { story += std::string(line) + "\n"; });
  world.advance(1500ms);
  world.client("alice", Address::ip("127.0.0.1", 9)).send("hi\n");
  world.settle();
  CHECK(story ==
        "[1.500000 s] alice connects\n[1.500000 s] alice sends \"hi\\n\"\n"
        "[1.500000 s] alice is refused\n");
}

TEST_CASE("quoted: bytes as they stand in a program, of long ones both ends") {
  CHECK(sim::quoted("a\"\\\r\n\x01\xff~") == "\"a\\\"\\\\\\r\\n\\x01\\xff~\"");
  const std::string text = sim::quoted(std::string(300, 'a') + std::string(300, 'b'));
  CHECK(text ==
        "\"" + std::string(200, 'a') + "\" ... \"" + std::string(200, 'b') + "\" (600 bytes)");
}
