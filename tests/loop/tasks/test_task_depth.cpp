// Task at scale: the stack stays flat however many awaits follow each other, and grows only with
// how deep they are nested.

#include <doctest/doctest.h>

#include <chrono>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/task.hpp"
#include "tests/support/passes.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::Tally;
using test::Witness;

Task<int> one() { co_return 1; }

Task<int> one_later() {
  co_await sleep(0s);
  co_return 1;
}

Task<int> sum_of_ones(int rounds) {
  int sum = 0;
  for (int i = 0; i < rounds; ++i) {
    const int value = co_await one();
    sum += value;
  }
  co_return sum;
}

Task<int> sum_of_later_ones(int rounds) {
  int sum = 0;
  for (int i = 0; i < rounds; ++i) {
    const int value = co_await one_later();
    sum += value;
  }
  co_return sum;
}

TEST_CASE("Task: a million awaits of a child that never pauses") {
  CHECK(sim::World().run(sum_of_ones(1'000'000)) == 1'000'000);
}

TEST_CASE("Task: a hundred thousand awaits of a child that pauses each time") {
  CHECK(sim::World().run(sum_of_later_ones(100'000)) == 100'000);
}

// Each level is a real frame, so it must hold something that has to be destroyed.
Task<int> depth(int levels, Witness witness, bool pauses) {
  if (levels == 0) {
    if (pauses) co_await sleep(1ms);
    co_return 0;
  }
  const int below = co_await depth(levels - 1, witness, pauses);
  co_return below + 1;
}

TEST_CASE("Task: a chain of a thousand awaits, each inside the next") {
  for (const bool pauses : {false, true}) {
    CAPTURE(pauses);
    Tally tally;
    CHECK(sim::World().run(depth(1'000, Witness(tally), pauses)) == 1'000);
    check_all_gone(tally);
  }
}

TEST_CASE("Task: closing the loop in the middle of a deep chain frees every frame") {
  Tally tally;
  {
    sim::World world;
    (void)create_task(world.loop(), depth(1'000, Witness(tally), true));
    test::run_pass(world.loop());  // one pass: down to the bottom, where it sleeps
    CHECK(tally.live() >= 1'001);
  }
  check_all_gone(tally);
}

/// No std::exception, so that nothing on the way can change it into another.
struct Deep {
  explicit Deep(int number) : level(number) {}
  int level;
};

Task<int> fall(int levels, Witness witness, bool pauses) {
  if (levels == 0) {
    if (pauses) co_await sleep(1ms);
    throw Deep(17);
  }
  const int below = co_await fall(levels - 1, witness, pauses);
  co_return below + 1;
}

TEST_CASE("T21: an exception passes through a thousand levels and keeps its type") {
  for (const bool pauses : {false, true}) {
    CAPTURE(pauses);
    Tally tally;
    int level = 0;
    try {
      (void)sim::World().run(fall(1'000, Witness(tally), pauses));
    } catch (const Deep& deep) {
      level = deep.level;
    }
    CHECK(level == 17);
    check_all_gone(tally);
  }
}

}  // namespace
}  // namespace kit
