// Lock: cancelled at every moment. Whatever comes in whatever order, one holds it or it is free.

#include <doctest/doctest.h>

#include <chrono>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/sync/lock.hpp"
#include "loop/tasks/timeout.hpp"
#include "tests/support/failures.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Order = std::vector<int>;

Task<> enter(Lock& lock, Order& order, int number) {
  const auto held = co_await lock.scoped();
  order.push_back(number);
}

// ------------------------------------------------------------ by hand

Task<> cancel_first_of_two(bool release_first, bool twice) {
  Lock lock;
  Order order;
  co_await lock.acquire();
  const TaskHandle<> first = create_task(enter(lock, order, 1));
  const TaskHandle<> second = create_task(enter(lock, order, 2));
  co_await sleep(0s);
  if (release_first) lock.release();  // to 1, which has not run
  CHECK(first.cancel());
  if (twice) CHECK(first.cancel());
  if (!release_first) lock.release();
  CHECK(lock.locked());
  co_await sleep(1s);
  CHECK(first.cancelled());
  CHECK(second.done());
  CHECK_FALSE(second.cancelled());
  CHECK(order == Order{2});
  CHECK_FALSE(lock.locked());
}

TEST_CASE("Lock: cancelled while it waits, or with the lock in its hand: the next one gets it") {
  for (const bool release_first : {true, false}) {
    for (const bool twice : {true, false}) {
      CAPTURE(release_first);
      CAPTURE(twice);
      sim::World().run(cancel_first_of_two(release_first, twice));
    }
  }
}

Task<> cancel_only_one(bool release_first) {
  Lock lock;
  Order order;
  co_await lock.acquire();
  const TaskHandle<> only = create_task(enter(lock, order, 1));
  co_await sleep(0s);
  if (release_first) lock.release();
  only.cancel();
  if (!release_first) lock.release();
  CHECK_FALSE(lock.locked());  // at once, not when the task has run
  CHECK(lock.try_acquire());
  co_await sleep(1s);
  CHECK(only.cancelled());
  CHECK(order.empty());
  CHECK(lock.locked());  // by try_acquire: nobody released it a second time
  lock.release();
}

TEST_CASE("Lock: cancelled as the only one in line, it leaves the lock free") {
  for (const bool release_first : {true, false}) {
    CAPTURE(release_first);
    sim::World().run(cancel_only_one(release_first));
  }
}

Task<> cancel_all_in_hand() {
  Lock lock;
  Order order;
  std::vector<TaskHandle<>> line;
  co_await lock.acquire();
  for (int i = 0; i < 5; ++i) line.push_back(create_task(enter(lock, order, i)));
  co_await sleep(0s);
  lock.release();
  // Each has the lock for a moment, and passes it on.
  for (int i = 0; i < 4; ++i) {
    CHECK(line[static_cast<std::size_t>(i)].cancel());
    CHECK(lock.locked());
  }
  co_await sleep(1s);
  CHECK(order == Order{4});
  CHECK_FALSE(lock.locked());
}

TEST_CASE("Lock: handed on by one cancelled task after the other, it reaches who is left") {
  sim::World().run(cancel_all_in_hand());
}

Task<> cancel_middle() {
  Lock lock;
  Order order;
  co_await lock.acquire();
  const TaskHandle<> begun = create_task(enter(lock, order, 1));
  const TaskHandle<> middle = create_task(enter(lock, order, 2));
  co_await sleep(0s);
  const TaskHandle<> not_begun = create_task(enter(lock, order, 3));
  const TaskHandle<> last = create_task(enter(lock, order, 4));
  middle.cancel();
  not_begun.cancel();
  co_await sleep(0s);
  lock.release();
  co_await sleep(1s);
  CHECK(order == Order{1, 4});
  CHECK_FALSE(lock.locked());
}

TEST_CASE("Lock: cancelled before it begins or in the middle of the line, it only leaves a gap") {
  sim::World().run(cancel_middle());
}

// ------------------------------------------------------------ asked to stop before it asks

Task<> cancel_self_then_enter(Lock& lock, bool& inside, bool& told) {
  TaskBase::current()->cancel();
  try {
    const auto held = co_await lock.scoped();
    inside = true;
    co_await sleep(0s);
    inside = false;
  } catch (const Cancelled&) {
    told = true;
    throw;
  }
}

Task<> enter_when_cancelled(bool taken) {
  Lock lock;
  if (taken) co_await lock.acquire();
  bool inside = false;
  bool told = false;
  const TaskHandle<> task = create_task(cancel_self_then_enter(lock, inside, told));
  co_await sleep(1s);
  CHECK(told);
  CHECK(task.cancelled());
  CHECK(inside == !taken);
  CHECK(lock.locked() == taken);
  if (taken) lock.release();
  CHECK_FALSE(lock.locked());
}

TEST_CASE("T10: asked to stop, a task still takes a free lock; it does not wait for a taken one") {
  for (const bool taken : {true, false}) {
    CAPTURE(taken);
    sim::World().run(enter_when_cancelled(taken));
  }
}

// ------------------------------------------------------------ a request that is taken back

Task<> take_back(bool granted) {
  Lock lock;
  Order order;
  co_await lock.acquire();
  const TaskHandle<> waits = create_task(enter(lock, order, 1));
  co_await sleep(0s);
  if (granted) lock.release();
  waits.cancel();
  CHECK(waits.state().uncancel() == 0);
  co_await sleep(1s);
  // It had left the line when it was cancelled; it cannot go on as if it had the lock.
  CHECK(order.empty());
  CHECK(waits.cancelled());
  CHECK(lock.locked() == !granted);
}

TEST_CASE("T17: taken back too late, a cancel does not let anybody in without the lock") {
  for (const bool granted : {true, false}) {
    CAPTURE(granted);
    sim::World().run(take_back(granted));
  }
}

// ------------------------------------------------------------ out of time

Task<> take(Lock& lock) { co_await lock.acquire(); }

Task<> release_after(Lock& lock, Duration delay) {
  co_await sleep(delay);
  lock.release();
}

/// The lock comes at the very moment when the time is over, just before or just after.
Task<> lock_and_deadline(bool release_first) {
  Lock lock;
  co_await lock.acquire();
  const auto ask = [](Lock& asked) -> Task<std::exception_ptr> {
    const std::exception_ptr failure = co_await test::failure_of(wait_for(take(asked), 10ms));
    co_return failure;
  };
  // Equal deadlines fire in the order of their creation.
  if (release_first) (void)create_task(release_after(lock, 10ms));
  const TaskHandle<std::exception_ptr> asks = create_task(ask(lock));
  if (!release_first) (void)create_task(release_after(lock, 10ms));
  const std::exception_ptr failure = co_await asks;
  CHECK(test::is<TimeoutError>(failure));
  co_await sleep(1s);
  CHECK_FALSE(lock.locked());
  CHECK(EventLoop::current().timer_count() == 0);
}

TEST_CASE("Lock: out of time at the moment of the release, in either order, it is not lost") {
  for (const bool release_first : {true, false}) {
    CAPTURE(release_first);
    sim::World().run(lock_and_deadline(release_first));
  }
}

// ------------------------------------------------------------ many

Task<> count_inside(Lock& lock, int& inside, int& turns) {
  const auto held = co_await lock.scoped();
  CHECK(++inside == 1);
  if (turns % 2 == 0) co_await sleep(0s);
  ++turns;
  --inside;
}

Task<> crowd(int size) {
  Lock lock;
  int inside = 0;
  int turns = 0;
  std::vector<TaskHandle<>> line;
  co_await lock.acquire();
  for (int i = 0; i < size; ++i) line.push_back(create_task(count_inside(lock, inside, turns)));
  co_await sleep(0s);
  lock.release();
  int cancelled = 0;
  for (int i = 0; i < size; i += 3) cancelled += line[static_cast<std::size_t>(i)].cancel() ? 1 : 0;
  co_await sleep(1h);
  CHECK(turns == size - cancelled);
  CHECK(inside == 0);
  CHECK_FALSE(lock.locked());
}

TEST_CASE(
    "Lock: ten thousand in line, every third cancelled: one inside at a time, none left out") {
  sim::World world;
  world.run(crowd(10'000));
  CHECK(world.loop().timer_count() == 0);
}

}  // namespace
}  // namespace kit
