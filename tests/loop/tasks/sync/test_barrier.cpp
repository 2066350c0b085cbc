// Barrier: all go on when all are there. Breaking it is in test_barrier_broken.cpp.

#include "loop/tasks/sync/barrier.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "loop/sim/selector.hpp"
#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/timeout.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Order = std::vector<std::size_t>;
using test::Tally;
using test::Witness;

constexpr std::size_t cancelled = 2000;

/// Notes the index, or `cancelled`.
Task<> arrive(Barrier& barrier, Order& order) {
  std::size_t noted = 0;
  try {
    noted = co_await barrier.wait();
  } catch (const Cancelled&) {
    noted = cancelled;
  }
  order.push_back(noted);
}

std::vector<TaskHandle<>> send(Barrier& barrier, Order& order, int count) {
  std::vector<TaskHandle<>> tasks;
  for (int i = 0; i < count; ++i) tasks.push_back(create_task(arrive(barrier, order)));
  return tasks;
}

// ------------------------------------------------------------ together

Task<> meet() {
  Barrier barrier(3);
  Order order;
  CHECK(barrier.parties() == 3);
  (void)send(barrier, order, 2);
  co_await sleep(1s);
  CHECK(order.empty());
  CHECK(barrier.n_waiting() == 2);
  const std::uint32_t before = EventLoop::current().pass();
  const std::size_t mine = co_await barrier.wait();
  CHECK(EventLoop::current().pass() == before);  // the last one does not wait
  CHECK(mine == 2);
  CHECK(barrier.n_waiting() == 0);
  CHECK(order.empty());
  co_await sleep(0s);
  CHECK(order == Order{0, 1});
}

TEST_CASE("K19: a barrier lets all go on when the last one is there, each with an index") {
  sim::World().run(meet());
}

Task<> meet_again_and_again(int rounds) {
  Barrier barrier(3);
  Order order;
  (void)send(barrier, order, 3 * rounds);
  co_await sleep(1s);
  REQUIRE(order.size() == static_cast<std::size_t>(3 * rounds));
  Order count(3);
  for (const std::size_t index : order) ++count.at(index);
  CHECK(count == Order(3, static_cast<std::size_t>(rounds)));
  CHECK(barrier.n_waiting() == 0);
  (void)send(barrier, order, 2);
  co_await sleep(1s);
  CHECK(barrier.n_waiting() == 2);  // the next round is counted from nothing
  co_await barrier.wait();          // nobody may outlive the barrier
  co_await sleep(1s);
}

TEST_CASE("K19: it can be used again, also by tasks that come before the others have run") {
  sim::World().run(meet_again_and_again(1));
  sim::World().run(meet_again_and_again(4));
}

TEST_CASE("K19: a barrier for one never waits; one for nobody is an error") {
  const auto alone = []() -> Task<std::size_t> {
    Barrier barrier(1);
    std::size_t sum = 0;
    for (int i = 0; i < 1000; ++i) {
      const std::size_t index = co_await barrier.wait();
      sum += index;
    }
    co_return sum;
  };
  CHECK(sim::World().run(alone()) == 0);
  CHECK_THROWS_AS(Barrier(0), std::invalid_argument);
}

// ------------------------------------------------------------ cancelled

Task<> cancel_waiting() {
  Barrier barrier(3);
  Order order;
  const std::vector<TaskHandle<>> tasks = send(barrier, order, 2);
  co_await sleep(0s);
  tasks[0].cancel();
  CHECK(barrier.n_waiting() == 1);  // at once
  tasks[0].cancel();
  CHECK(barrier.n_waiting() == 1);
  co_await sleep(1s);
  CHECK(order == Order{cancelled});
  (void)send(barrier, order, 1);
  co_await sleep(1s);
  CHECK(order.size() == 1);  // two of three are there
  const std::size_t mine = co_await barrier.wait();
  CHECK(mine == 2);
  co_await sleep(1s);
  CHECK(order == Order{cancelled, 0, 1});
}

TEST_CASE("K19: who is cancelled while it waits is not counted; the indices have no gap") {
  sim::World().run(cancel_waiting());
}

Task<> cancel_released() {
  Barrier barrier(3);
  Order order;
  const std::vector<TaskHandle<>> tasks = send(barrier, order, 2);
  co_await sleep(0s);
  const std::size_t mine = co_await barrier.wait();
  CHECK(mine == 2);
  tasks[0].cancel();  // released, and has not run
  CHECK(barrier.n_waiting() == 0);
  co_await sleep(1s);
  CHECK(order.size() == 2);
  CHECK(barrier.n_waiting() == 0);
  (void)send(barrier, order, 2);
  co_await sleep(1s);
  CHECK(barrier.n_waiting() == 2);
  co_await barrier.wait();  // nobody may outlive the barrier
  co_await sleep(1s);
}

TEST_CASE("Barrier: cancelled behind the release, a task does not count against the next round") {
  sim::World().run(cancel_released());
}

Task<> cancel_self_then_arrive(Barrier& barrier, Order& order) {
  TaskBase::current()->cancel();
  co_await arrive(barrier, order);
}

Task<> arrive_when_cancelled() {
  Barrier barrier(2);
  Order order;
  (void)create_task(cancel_self_then_arrive(barrier, order));
  co_await sleep(0s);
  CHECK(order == Order{cancelled});
  CHECK(barrier.n_waiting() == 0);
}

TEST_CASE("T10: asked to stop, a task does not wait at a barrier, and is not counted") {
  sim::World().run(arrive_when_cancelled());
}

Task<> cancel_and_take_back() {
  Barrier barrier(2);
  Order order;
  const std::vector<TaskHandle<>> tasks = send(barrier, order, 1);
  co_await sleep(0s);
  tasks[0].cancel();
  tasks[0].state().uncancel();
  co_await sleep(1s);
  CHECK(order == Order{cancelled});
  CHECK(barrier.n_waiting() == 0);
}

TEST_CASE("T17: taken back too late, a cancel does not let anybody through the barrier") {
  sim::World().run(cancel_and_take_back());
}

Task<> arrive_plainly(Barrier& barrier) { co_await barrier.wait(); }

Task<> too_late() {
  Barrier barrier(2);
  const std::exception_ptr failure =
      co_await test::failure_of(wait_for(arrive_plainly(barrier), 1s));
  CHECK(test::is<TimeoutError>(failure));
  CHECK(barrier.n_waiting() == 0);
  CHECK_FALSE(barrier.broken());
  CHECK(EventLoop::current().timer_count() == 0);
}

TEST_CASE("Barrier: whose time is over leaves, and the barrier is as before") {
  sim::World().run(too_late());
}

// ------------------------------------------------------------ many, and the end

Task<> crowd(int size) {
  Barrier barrier(static_cast<std::size_t>(size));
  Order order;
  const std::vector<TaskHandle<>> tasks = send(barrier, order, size - 1);
  co_await sleep(0s);
  for (std::size_t i = 0; i < tasks.size(); i += 2) tasks[i].cancel();
  co_await sleep(0s);
  const std::size_t gone = order.size();
  CHECK(barrier.n_waiting() == tasks.size() - gone);
  (void)send(barrier, order, static_cast<int>(gone) + 1);
  co_await sleep(1s);
  CHECK(order.size() == gone + static_cast<std::size_t>(size));
  std::vector<bool> seen(static_cast<std::size_t>(size));
  for (std::size_t i = gone; i < order.size(); ++i) seen.at(order[i]) = true;
  CHECK(seen == std::vector<bool>(seen.size(), true));
}

TEST_CASE("Barrier: ten thousand, half of them replaced: each index once") {
  sim::World().run(crowd(10'000));
}

TEST_CASE("Barrier: who waits at one in vain is named") {
  const auto never = []() -> Task<> {
    Barrier barrier(2);
    co_await barrier.wait();
  };
  CHECK_THROWS_WITH_AS(sim::World().run(never()), doctest::Contains("waits at a barrier"),
                       sim::Deadlock);
}

Task<> arrive_with(Witness witness, Barrier& barrier) {
  (void)witness;
  co_await barrier.wait();
}

Task<> own_a_barrier(Witness witness) {
  Barrier barrier(9);
  for (int i = 0; i < 3; ++i) (void)create_task(arrive_with(witness, barrier));
  co_await sleep(24h);
}

Task<> one_second() { co_await sleep(1s); }

TEST_CASE("Barrier: a loop that closes frees who waits, also at a barrier that is gone before") {
  Tally tally;
  {
    Barrier outside(9);
    sim::World world;
    (void)create_task(world.loop(), own_a_barrier(Witness(tally)));
    for (int i = 0; i < 3; ++i)
      (void)create_task(world.loop(), arrive_with(Witness(tally), outside));
    run_until_complete(world.loop(), one_second());
    CHECK(tally.live() == 7);
    world.loop().close();
    CHECK(tally.live() == 0);
  }
  check_all_gone(tally);
}

}  // namespace
}  // namespace kit
