// Lock: one at a time, in the order of asking, and never lost.
//
// What lock, semaphore and condition share (the line, cancelling in the line) is tried here for one
// permit, and in test_semaphore.cpp for several.

#include "loop/tasks/sync/lock.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "loop/sim/selector.hpp"
#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Order = std::vector<int>;
using test::Tally;
using test::Witness;

static_assert(!std::is_copy_constructible_v<Lock> && !std::is_copy_constructible_v<Held<Lock>>);

Task<> take_turn(Lock& lock, int number, Order& order) {
  co_await lock.acquire();
  order.push_back(number);
  CHECK(lock.locked());
  co_await sleep(1ms);
  lock.release();
}

// ------------------------------------------------------------ the line

Task<> stand_in_line(Order& order) {
  Lock lock;
  CHECK_FALSE(lock.locked());
  for (int i = 0; i < 4; ++i) (void)create_task(take_turn(lock, i, order));
  co_await sleep(0s);
  CHECK(order == Order{0});
  co_await sleep(1h);
  CHECK_FALSE(lock.locked());
}

TEST_CASE("K01: a lock goes to one after the other, in the order of asking") {
  Order order;
  sim::World world;
  const TimePoint start = world.clock().now();
  world.run(stand_in_line(order));
  CHECK(order == Order{0, 1, 2, 3});
  CHECK(world.clock().now() - start == 1h);
  CHECK(world.loop().timer_count() == 0);
}

Task<> no_pause_when_free() {
  Lock lock;
  const std::uint32_t before = EventLoop::current().pass();
  for (int i = 0; i < 100'000; ++i) {
    co_await lock.acquire();
    lock.release();
  }
  CHECK(EventLoop::current().pass() == before);
}

TEST_CASE("Lock: a free one is taken without a pause, a hundred thousand times in a row") {
  sim::World().run(no_pause_when_free());
}

Task<> barge(Order& order) {
  Lock lock;
  co_await lock.acquire();
  (void)create_task(take_turn(lock, 1, order));
  co_await sleep(0s);
  lock.release();
  // 1 was woken and has not run; the lock is its own all the same.
  CHECK(lock.locked());
  CHECK_FALSE(lock.try_acquire());
  (void)create_task(take_turn(lock, 2, order));
  co_await lock.acquire();  // without a pause before it, and yet behind 1
  order.push_back(0);
  lock.release();
  co_await sleep(1h);
}

TEST_CASE("K01: nobody gets in front of one that was woken, not even who released") {
  Order order;
  sim::World().run(barge(order));
  CHECK(order == Order{1, 0, 2});
}

TEST_CASE("K02: releasing a lock that is free is an error, and it stays free") {
  Lock lock;
  CHECK_THROWS_WITH_AS(lock.release(), "Lock is not acquired.", std::runtime_error);
  CHECK(lock.try_acquire());
  CHECK_FALSE(lock.try_acquire());
  lock.release();
  CHECK_THROWS_AS(lock.release(), std::runtime_error);
  CHECK_FALSE(lock.locked());
}

// ------------------------------------------------------------ the guard

Task<> hold_and_fail(Lock& lock) {
  const auto held = co_await lock.scoped();
  co_await sleep(1ms);
  throw std::domain_error("on purpose");
}

Task<> hold_for_ever(Lock& lock, Order& order, int number) {
  const auto held = co_await lock.scoped();
  order.push_back(number);
  co_await sleep(24h);
}

Task<> guarded(Order& order) {
  Lock lock;
  const std::exception_ptr failure = co_await test::failure_of(hold_and_fail(lock));
  CHECK(test::is<std::domain_error>(failure));
  CHECK_FALSE(lock.locked());

  const TaskHandle<> first = create_task(hold_for_ever(lock, order, 1));
  const TaskHandle<> second = create_task(hold_for_ever(lock, order, 2));
  co_await sleep(1ms);
  CHECK(order == Order{1});
  first.cancel();
  co_await sleep(1ms);
  CHECK(order == Order{1, 2});
  CHECK(lock.locked());
  second.cancel();
  co_await sleep(1ms);
  CHECK_FALSE(lock.locked());
}

TEST_CASE("K04: the guard releases on an exception and when its task is cancelled") {
  Order order;
  sim::World().run(guarded(order));
}

Task<> guard_moves() {
  Lock first;
  Lock second;
  auto held = co_await first.scoped();
  {
    const auto moved = std::move(held);
    CHECK(first.locked());
  }
  CHECK_FALSE(first.locked());  // once: a second release would throw
  auto early = co_await first.scoped();
  early.release();
  CHECK_FALSE(first.locked());
  early.release();
  early = co_await first.scoped();
  {
    auto other = co_await second.scoped();
    early = std::move(other);
    CHECK(second.locked());
  }
  CHECK_FALSE(first.locked());
  CHECK(second.locked());
  early.release();
  CHECK_FALSE(second.locked());
}

TEST_CASE("Lock: a guard that is moved, assigned or released early releases exactly once") {
  sim::World().run(guard_moves());
}

// ------------------------------------------------------------ reports, the end of the loop

TEST_CASE("Lock: who waits for one in vain is named") {
  const auto never = []() -> Task<> {
    Lock lock;
    co_await lock.acquire();
    co_await lock.acquire();
  };
  CHECK_THROWS_WITH_AS(sim::World().run(never()), doctest::Contains("waits for a lock"),
                       sim::Deadlock);
}

Task<> hold_with(Witness witness, Lock& lock) {
  (void)witness;
  const auto held = co_await lock.scoped();
  co_await sleep(24h);
}

Task<> own_a_lock(Witness witness, std::vector<TaskHandle<>>& others) {
  Lock lock;
  const auto held = co_await lock.scoped();
  for (int i = 0; i < 3; ++i) others.push_back(create_task(hold_with(witness, lock)));
  co_await sleep(24h);
}

Task<> one_second() { co_await sleep(1s); }

TEST_CASE("Lock: a loop that closes frees who holds and who waits, whoever goes first") {
  Tally tally;
  {
    Lock lock;
    std::vector<TaskHandle<>> others;
    sim::World world;
    for (int i = 0; i < 3; ++i) (void)create_task(world.loop(), hold_with(Witness(tally), lock));
    (void)create_task(world.loop(), own_a_lock(Witness(tally), others));
    run_until_complete(world.loop(), one_second());
    CHECK(tally.live() == 7);
    world.loop().close();
    CHECK(tally.live() == 0);
    CHECK(world.loop().timer_count() == 0);
    for (const TaskHandle<>& other : others) CHECK(other.cancelled());
  }
  check_all_gone(tally);
}

}  // namespace
}  // namespace kit
