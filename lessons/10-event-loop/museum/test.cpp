// The museum of lesson 10: who runs first, the one who made a task or the task?
#include <doctest/doctest.h>

#include <string>

#include "lessons/10-event-loop/demo.hpp"
#include "lessons/support/lines.hpp"
#include "lessons/support/story.hpp"
#include "loop/sim/world.hpp"

namespace kit {
namespace {

TEST_CASE("10.0: create_task only queues") {
  sim::World world;  // time is simulated: a second takes no time
  Lines lines;
  const Say say = [&lines](const std::string& line) { lines.push_back(line); };
  step("demo makes a task of coro_b, and awaits coro_a");
  // lesson 10.0: Run demo(say) with world.run(...); then check which line came first, or all four.
  world.run(demo(say));
  CHECK(lines ==
        Lines{"I am coro_a(). Hi!", "I am coro_b().", "complete coro_a", "complete coro_b"});
  // end lesson 10.0
}

}  // namespace
}  // namespace kit
