// Condition: news about what a lock guards. Whoever waits for it holds the lock again afterwards.
//
// K09's "returns the value" has no counterpart: wait_for takes a predicate, a yes or no, and
// returns when it is yes. Cancelling, and the end of the loop, are in test_condition_cancel.cpp.

#include "loop/tasks/sync/condition.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/sim/selector.hpp"
#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "tests/support/failures.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Order = std::vector<int>;

Task<> note_news(Condition& condition, Order& order, int number) {
  const auto held = co_await condition.scoped();
  co_await condition.wait();
  CHECK(condition.locked());
  order.push_back(number);
}

// ------------------------------------------------------------ without the lock

Task<> without_lock() {
  Condition condition;
  const std::exception_ptr failure = co_await test::failure_of(condition.wait());
  CHECK(test::as<std::runtime_error>(failure).what() ==
        std::string("cannot wait on un-acquired lock"));
  CHECK_THROWS_WITH_AS(condition.notify(), "cannot notify on un-acquired lock", std::runtime_error);
  CHECK_THROWS_WITH_AS(condition.notify_all(), "cannot notify on un-acquired lock",
                       std::runtime_error);
  const auto no = [] { return false; };
  const std::exception_ptr second = co_await test::failure_of(condition.wait_for(no));
  CHECK(test::is<std::runtime_error>(second));
  CHECK_FALSE(condition.locked());
  CHECK_THROWS_AS(condition.release(), std::runtime_error);
}

TEST_CASE("K06: without the lock there is no waiting and no telling") {
  sim::World().run(without_lock());
}

// ------------------------------------------------------------ news

Task<> wait_and_tell(Order& order) {
  Condition condition;
  for (int i = 0; i < 5; ++i) (void)create_task(note_news(condition, order, i));
  co_await sleep(0s);
  CHECK_FALSE(condition.locked());  // all five wait, and none of them holds it

  co_await condition.acquire();
  condition.notify();
  co_await sleep(1s);
  CHECK(order.empty());  // told, and the lock is still ours
  condition.release();
  co_await sleep(1s);
  CHECK(order == Order{0});

  co_await condition.acquire();
  condition.notify(2);
  condition.release();
  co_await sleep(1s);
  CHECK(order == Order{0, 1, 2});

  co_await condition.acquire();
  condition.notify(0);
  condition.notify_all();
  condition.release();
  co_await sleep(1s);
  CHECK(order == Order{0, 1, 2, 3, 4});
  CHECK_FALSE(condition.locked());
}

TEST_CASE("K07: wait lets go of the lock; notify wakes so many, in order, once the lock is free") {
  Order order;
  sim::World().run(wait_and_tell(order));
}

Task<> old_news(Order& order) {
  Condition condition;
  co_await condition.acquire();
  condition.notify(3);
  condition.notify_all();
  condition.release();
  const TaskHandle<> later = create_task(note_news(condition, order, 1));
  co_await sleep(1s);
  CHECK_FALSE(later.done());
  co_await condition.acquire();
  condition.notify(3);
  condition.release();
  const TaskHandle<> too_late = create_task(note_news(condition, order, 2));
  co_await sleep(1s);
  CHECK(order == Order{1});
  too_late.cancel();  // or it would outlive the condition
  co_await sleep(1s);
}

TEST_CASE("Condition: news for nobody is not kept for who waits later") {
  Order order;
  sim::World().run(old_news(order));
}

// ------------------------------------------------------------ a predicate

Task<> wait_until(Condition& condition, const int& value, int wanted, int& asked, Order& order) {
  const auto held = co_await condition.scoped();
  const auto reached = [&value, &asked, wanted] {
    ++asked;
    return value >= wanted;
  };
  co_await condition.wait_for(reached);
  CHECK(condition.locked());
  CHECK(value >= wanted);
  order.push_back(wanted);
}

Task<> count_up(Order& order, int& asked) {
  Condition condition;
  int value = 0;
  (void)create_task(wait_until(condition, value, 3, asked, order));
  (void)create_task(wait_until(condition, value, 0, asked, order));
  (void)create_task(wait_until(condition, value, 1, asked, order));
  co_await sleep(1ms);
  CHECK(order == Order{0});  // true already: no wait
  for (int i = 0; i < 3; ++i) {
    {
      const auto held = co_await condition.scoped();
      ++value;
      condition.notify_all();
    }
    co_await sleep(1ms);
  }
}

TEST_CASE("K09: wait_for asks after each notify, and goes on when the answer is yes") {
  Order order;
  int asked = 0;
  sim::World().run(count_up(order, asked));
  CHECK(order == Order{0, 1, 3});
  CHECK(asked == 1 + 2 + 4);
}

Task<> failing_predicate() {
  Condition condition;
  co_await condition.acquire();
  const auto fail = []() -> bool { throw std::domain_error("on purpose"); };
  const std::exception_ptr failure = co_await test::failure_of(condition.wait_for(fail));
  CHECK(test::is<std::domain_error>(failure));
  CHECK(condition.locked());
  condition.release();
}

TEST_CASE("K09: what the predicate throws passes, and the lock is held") {
  sim::World().run(failing_predicate());
}

// ------------------------------------------------------------ one lock for several

Task<> produce(Lock& lock, Condition& filled, Condition& emptied, std::vector<int>& box) {
  for (int i = 0; i < 20; ++i) {
    const auto held = co_await lock.scoped();
    const auto room = [&box] { return box.size() < 2; };
    co_await emptied.wait_for(room);
    box.push_back(i);
    filled.notify();
  }
}

Task<> consume(Lock& lock, Condition& filled, Condition& emptied, std::vector<int>& box, Order& got,
               int share) {
  for (int i = 0; i < share; ++i) {
    const auto held = co_await lock.scoped();
    const auto something = [&box] { return !box.empty(); };
    co_await filled.wait_for(something);
    got.push_back(box.front());
    box.erase(box.begin());
    emptied.notify();
  }
}

Task<> produce_and_consume(Order& got) {
  Lock lock;
  Condition filled(lock);
  Condition emptied(lock);
  std::vector<int> box;
  (void)create_task(consume(lock, filled, emptied, box, got, 15));
  (void)create_task(consume(lock, filled, emptied, box, got, 25));
  (void)create_task(produce(lock, filled, emptied, box));
  (void)create_task(produce(lock, filled, emptied, box));
  co_await sleep(1h);
  CHECK_FALSE(lock.locked());
  CHECK(box.empty());
}

TEST_CASE("Condition: two over one lock: nothing made is lost, and nobody is left waiting") {
  Order got;
  sim::World().run(produce_and_consume(got));
  CHECK(got.size() == 40);
}

// ------------------------------------------------------------ many, and reports

Task<> crowd(int size) {
  Condition condition;
  Order order;
  for (int i = 0; i < size; ++i) (void)create_task(note_news(condition, order, i));
  co_await sleep(0s);
  co_await condition.acquire();
  condition.notify_all();
  condition.release();
  co_await sleep(1h);
  REQUIRE(order.size() == static_cast<std::size_t>(size));
  for (int i = 0; i < size; ++i) CHECK(order[static_cast<std::size_t>(i)] == i);
  CHECK_FALSE(condition.locked());
}

TEST_CASE("Condition: ten thousand are told at once, and get the lock one after the other") {
  sim::World().run(crowd(10'000));
}

TEST_CASE("Condition: who waits for news in vain is named") {
  const auto never = []() -> Task<> {
    Condition condition;
    co_await condition.acquire();
    co_await condition.wait();
  };
  CHECK_THROWS_WITH_AS(sim::World().run(never()), doctest::Contains("waits for a condition"),
                       sim::Deadlock);
}

}  // namespace
}  // namespace kit
