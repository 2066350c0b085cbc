// Barrier: abort() and reset() tell those who wait, and abort() those who come later as well. The
// rest is in test_barrier.cpp.

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/sync/barrier.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Order = std::vector<std::size_t>;

constexpr std::size_t broken = 1000;
constexpr std::size_t cancelled = 2000;

/// Notes the index, or `broken`, or `cancelled`.
Task<> arrive(Barrier& barrier, Order& order) {
  std::size_t noted = 0;
  try {
    noted = co_await barrier.wait();
  } catch (const BrokenBarrierError&) {
    noted = broken;
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

Task<> abort_barrier() {
  Barrier barrier(3);
  Order order;
  (void)send(barrier, order, 2);
  co_await sleep(0s);
  barrier.abort();
  CHECK(barrier.broken());
  CHECK(barrier.n_waiting() == 0);
  CHECK(order.empty());
  co_await sleep(0s);
  CHECK(order == Order{broken, broken});
  (void)send(barrier, order, 3);  // as many as it takes, and all in vain
  co_await sleep(1s);
  CHECK(order == Order(5, broken));
  barrier.abort();
  CHECK(barrier.broken());
}

TEST_CASE("K19: abort() breaks it for those who wait and for those who come later") {
  sim::World().run(abort_barrier());
}

Task<> reset_barrier(bool aborted) {
  Barrier barrier(2);
  Order order;
  (void)send(barrier, order, 1);
  co_await sleep(0s);
  if (aborted) barrier.abort();
  barrier.reset();
  CHECK_FALSE(barrier.broken());
  CHECK(barrier.n_waiting() == 0);
  (void)send(barrier, order, 2);  // in the pass of the reset: the first is not one of these
  co_await sleep(1s);
  CHECK(order == Order{broken, 1, 0});
}

TEST_CASE("K19: reset() breaks it for those who wait only; after abort() it makes it whole") {
  for (const bool aborted : {true, false}) {
    CAPTURE(aborted);
    sim::World().run(reset_barrier(aborted));
  }
}

Task<> break_too_late(bool abort) {
  Barrier barrier(2);
  Order order;
  (void)send(barrier, order, 1);
  co_await sleep(0s);
  const std::size_t mine = co_await barrier.wait();
  CHECK(mine == 1);
  if (abort) barrier.abort();
  if (!abort) barrier.reset();
  co_await sleep(1s);
  CHECK(order == Order{0});
}

TEST_CASE("Barrier: who was let through before it broke is through") {
  sim::World().run(break_too_late(true));
  sim::World().run(break_too_late(false));
}

Task<> break_and_cancel(bool cancel_first) {
  Barrier barrier(3);
  Order order;
  const std::vector<TaskHandle<>> tasks = send(barrier, order, 2);
  co_await sleep(0s);
  if (cancel_first) tasks[1].cancel();
  barrier.reset();
  if (!cancel_first) tasks[1].cancel();
  CHECK(barrier.n_waiting() == 0);
  co_await sleep(1s);
  CHECK((order == Order{broken, cancelled} || order == Order{cancelled, broken}));
}

TEST_CASE("Barrier: reset and cancelled in one pass, in either order: it is cancelled") {
  sim::World().run(break_and_cancel(true));
  sim::World().run(break_and_cancel(false));
}

}  // namespace
}  // namespace kit
