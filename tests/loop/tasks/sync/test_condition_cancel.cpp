// Condition, cancelled at every moment: the lock is held again, and no news is lost. And destroyed
// with its loop.

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/sync/condition.hpp"
#include "loop/tasks/timeout.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Order = std::vector<int>;
using test::Tally;
using test::Witness;

/// Notes 100 + number when it is cancelled.
Task<> note_news(Condition& condition, Order& order, int number) {
  co_await condition.acquire();
  try {
    co_await condition.wait();
    order.push_back(number);
  } catch (const Cancelled&) {
    order.push_back(100 + number);
    CHECK(condition.locked());
    condition.release();  // throws if it is not
    throw;
  }
  condition.release();
}

// ------------------------------------------------------------ while it waits for news

Task<> cancel_waiting(bool lock_taken) {
  Condition condition;
  Order order;
  const TaskHandle<> waits = create_task(note_news(condition, order, 1));
  co_await sleep(0s);
  if (lock_taken) co_await condition.acquire();
  CHECK(waits.cancel());
  co_await sleep(1s);
  CHECK(waits.done() == !lock_taken);  // it does not leave without the lock
  CHECK(order.empty() == lock_taken);
  if (lock_taken) condition.release();
  co_await sleep(1s);
  CHECK(waits.cancelled());
  CHECK(order == Order{101});
  CHECK_FALSE(condition.locked());
}

TEST_CASE("K07: cancelled while it waits, a task has the lock before it gets Cancelled") {
  for (const bool lock_taken : {true, false}) {
    CAPTURE(lock_taken);
    sim::World().run(cancel_waiting(lock_taken));
  }
}

Task<> cancel_without_news() {
  Condition condition;
  Order order;
  const TaskHandle<> first = create_task(note_news(condition, order, 1));
  const TaskHandle<> second = create_task(note_news(condition, order, 2));
  co_await sleep(0s);
  first.cancel();
  co_await sleep(1s);
  CHECK(order == Order{101});
  CHECK_FALSE(second.done());
  second.cancel();
  co_await sleep(1s);
}

TEST_CASE("Condition: who is cancelled and was told nothing wakes nobody") {
  sim::World().run(cancel_without_news());
}

Task<> cancel_again_and_again() {
  Condition condition;
  Order order;
  const TaskHandle<> waits = create_task(note_news(condition, order, 1));
  co_await sleep(0s);
  co_await condition.acquire();
  for (int i = 0; i < 5; ++i) {
    waits.cancel();
    if (i % 2 == 0) co_await sleep(0s);
    CHECK_FALSE(waits.done());
  }
  condition.release();  // to the one that waits
  waits.cancel();       // which loses it again, and then takes it
  co_await sleep(1s);
  CHECK(waits.cancelled());
  CHECK(waits.cancelling() == 6);
  CHECK(order == Order{101});
  CHECK_FALSE(condition.locked());
}

TEST_CASE("K07: cancelled again while it waits for the lock, it still does not leave without") {
  sim::World().run(cancel_again_and_again());
}

// ------------------------------------------------------------ with the news in hand

enum class Moment { before_notify, after_notify, on_the_way_to_the_lock, with_the_lock_in_hand };

/// The first of two is cancelled; the news are for one. They reach the second.
Task<> cancel_first_of_two(Moment moment) {
  Condition condition;
  Order order;
  const TaskHandle<> first = create_task(note_news(condition, order, 1));
  const TaskHandle<> second = create_task(note_news(condition, order, 2));
  co_await sleep(0s);
  co_await condition.acquire();
  if (moment == Moment::before_notify) first.cancel();
  condition.notify();
  if (moment == Moment::after_notify) first.cancel();
  if (moment == Moment::on_the_way_to_the_lock) {
    co_await sleep(1ms);  // the first has heard the news; it stands in line for the lock
    first.cancel();
  }
  if (moment == Moment::with_the_lock_in_hand) co_await sleep(1ms);
  condition.release();
  if (moment == Moment::with_the_lock_in_hand) first.cancel();
  co_await sleep(1s);
  CHECK(first.cancelled());
  CHECK(second.done());
  CHECK((order == Order{101, 2} || order == Order{2, 101}));
  CHECK_FALSE(condition.locked());
  second.cancel();  // if it was told nothing, it must not outlive the condition
  co_await sleep(1s);
}

TEST_CASE("Condition: news for one who is cancelled, at whatever moment, reach the next") {
  for (const Moment moment : {Moment::before_notify, Moment::after_notify,
                              Moment::on_the_way_to_the_lock, Moment::with_the_lock_in_hand}) {
    CAPTURE(static_cast<int>(moment));
    sim::World().run(cancel_first_of_two(moment));
  }
}

Task<> cancel_only_one(Moment moment) {
  Condition condition;
  Order order;
  const TaskHandle<> first = create_task(note_news(condition, order, 1));
  co_await sleep(0s);
  co_await condition.acquire();
  condition.notify();
  if (moment == Moment::on_the_way_to_the_lock) co_await sleep(1ms);
  first.cancel();
  condition.release();
  co_await sleep(1s);
  CHECK(order == Order{101});
  // Nobody is left to hear them: they are not kept for the next one.
  const TaskHandle<> later = create_task(note_news(condition, order, 2));
  co_await sleep(1s);
  CHECK_FALSE(later.done());
  CHECK_FALSE(condition.locked());
  later.cancel();  // or it would outlive the condition
  co_await sleep(1s);
}

TEST_CASE("Condition: news that a cancelled task leaves are not kept for who waits later") {
  sim::World().run(cancel_only_one(Moment::after_notify));
  sim::World().run(cancel_only_one(Moment::on_the_way_to_the_lock));
}

Task<> cancel_some_of_many(int size) {
  Condition condition;
  Order order;
  std::vector<TaskHandle<>> tasks;
  for (int i = 0; i < size; ++i) tasks.push_back(create_task(note_news(condition, order, i)));
  co_await sleep(0s);
  co_await condition.acquire();
  condition.notify(static_cast<std::size_t>(size) / 2);
  for (std::size_t i = 0; i < tasks.size(); i += 4) tasks[i].cancel();  // told or not
  co_await sleep(0s);
  for (std::size_t i = 1; i < tasks.size(); i += 4) tasks[i].cancel();
  condition.release();
  co_await sleep(1h);
  int told = 0;
  for (const int number : order) told += number >= 0 && number < size ? 1 : 0;
  CHECK(told == size / 2);  // half of them were cancelled, so the news reach all the others
  int cancelled = 0;
  for (const TaskHandle<>& task : tasks) cancelled += task.done() && task.cancelled() ? 1 : 0;
  CHECK(cancelled == size / 2);
  CHECK_FALSE(condition.locked());
}

TEST_CASE("Condition: news for half of many, and half of them cancelled: the other half hears") {
  sim::World().run(cancel_some_of_many(100));  // numbers below 100, so that 100 + n is not one
}

// ------------------------------------------------------------ out of time

Task<> wait_limited(Condition& condition, bool& timed_out) {
  const auto held = co_await condition.scoped();
  try {
    co_await wait_for(condition.wait(), 10ms);
  } catch (const TimeoutError&) {
    timed_out = true;
  }
  CHECK(condition.locked());
}

Task<> condition_and_deadline(Duration tell_at) {
  Condition condition;
  bool timed_out = false;
  const TaskHandle<> waits = create_task(wait_limited(condition, timed_out));
  co_await sleep(tell_at);
  co_await condition.acquire();
  condition.notify();
  co_await sleep(30ms);  // longer than the rest of its time
  CHECK(waits.done() == (tell_at > 10ms));
  condition.release();
  co_await sleep(1ms);
  CHECK(waits.done());
  CHECK_FALSE(waits.cancelled());
  CHECK(timed_out);
  CHECK_FALSE(condition.locked());
  CHECK(EventLoop::current().timer_count() == 0);
}

TEST_CASE("Condition: out of time, it waits for the lock all the same, then says TimeoutError") {
  sim::World().run(condition_and_deadline(0ms));   // told, and no lock within its time
  sim::World().run(condition_and_deadline(10ms));  // told at the last moment
  sim::World().run(condition_and_deadline(20ms));  // told too late
}

// ------------------------------------------------------------ the end of the loop

Task<> wait_with(Witness witness, Condition& condition) {
  (void)witness;
  const auto held = co_await condition.scoped();
  co_await condition.wait();
}

Task<> hold_and_tell(Witness witness, Condition& condition, std::size_t count) {
  (void)witness;
  const auto held = co_await condition.scoped();
  condition.notify(count);
  co_await sleep(24h);
}

Task<> one_second() { co_await sleep(1s); }

TEST_CASE("Condition: a loop that closes frees who waits for news, and who has them") {
  for (const std::size_t told : std::initializer_list<std::size_t>{0, 2, 3}) {
    CAPTURE(told);
    Tally tally;
    Condition condition;
    {
      sim::World world;
      // Their guards hold nothing: the wait has released the lock. They are destroyed all the same,
      // before the one that holds it and after.
      for (int i = 0; i < 3; ++i)
        (void)create_task(world.loop(), wait_with(Witness(tally), condition));
      (void)create_task(world.loop(), hold_and_tell(Witness(tally), condition, told));
      (void)create_task(world.loop(), wait_with(Witness(tally), condition));
      run_until_complete(world.loop(), one_second());
      CHECK(tally.live() == 5);
      world.loop().close();
      CHECK(tally.live() == 0);
    }
    check_all_gone(tally);
  }
}

TEST_CASE("Condition: a loop that closes destroys a guard whose lock is released for the wait") {
  Tally tally;
  Condition condition;
  {
    sim::World world;
    for (int i = 0; i < 3; ++i)
      (void)create_task(world.loop(), wait_with(Witness(tally), condition));
    run_until_complete(world.loop(), one_second());
    CHECK(tally.live() == 3);
    CHECK_FALSE(condition.locked());
    world.loop().close();
    CHECK_FALSE(condition.locked());
  }
  check_all_gone(tally);
}

}  // namespace
}  // namespace kit
