// Event: set wakes everybody who waits, and lets through whoever comes later.

#include "loop/tasks/sync/event.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
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
using Order = std::vector<int>;
using test::Tally;
using test::Witness;

Task<> note_when_set(Event& event, Order& order, int number) {
  co_await event.wait();
  order.push_back(number);
}

Task<> wait_on_set() {
  Event event;
  CHECK_FALSE(event.is_set());
  event.set();
  event.set();
  CHECK(event.is_set());
  const std::uint32_t before = EventLoop::current().pass();
  for (int i = 0; i < 1000; ++i) co_await event.wait();
  CHECK(EventLoop::current().pass() == before);
  event.clear();
  event.clear();
  CHECK_FALSE(event.is_set());
}

TEST_CASE("K05: waiting for an event that is set does not pause") {
  sim::World().run(wait_on_set());
}

Task<> set_wakes_all(Order& order, bool clear) {
  Event event;
  for (int i = 0; i < 4; ++i) (void)create_task(note_when_set(event, order, i));
  co_await sleep(1s);
  CHECK(order.empty());
  event.set();
  if (clear) event.clear();
  CHECK(order.empty());  // nobody runs inside set()
  CHECK(event.is_set() == !clear);
  (void)create_task(note_when_set(event, order, 9));
  co_await sleep(1s);
  CHECK(event.is_set() == !clear);
  if (!clear) co_return;
  CHECK(order == Order{0, 1, 2, 3});  // and 9, which came later, waits
  event.set();
  co_await sleep(0s);
}

TEST_CASE("K05: set() wakes all that wait, in order, also if clear() follows at once") {
  for (const bool clear : {true, false}) {
    CAPTURE(clear);
    Order order;
    sim::World().run(set_wakes_all(order, clear));
    CHECK(order == Order{0, 1, 2, 3, 9});
  }
}

Task<> wait_again(Event& event, Order& order, int number) {
  for (int i = 0; i < 3; ++i) {
    co_await event.wait();
    order.push_back(number);
    event.clear();
  }
}

Task<> set_three_times(Order& order) {
  Event event;
  (void)create_task(wait_again(event, order, 1));
  (void)create_task(wait_again(event, order, 2));
  for (int i = 0; i < 3; ++i) {
    co_await sleep(1ms);
    event.set();
  }
  co_await sleep(1ms);
}

TEST_CASE("Event: who waits again after clear() waits for the next set()") {
  Order order;
  sim::World().run(set_three_times(order));
  CHECK(order == Order{1, 2, 1, 2, 1, 2});
}

TEST_CASE("Event: it can be set by a plain callback") {
  const auto wait_for_callback = []() -> Task<int> {
    Event event;
    Event* const set = &event;
    EventLoop::current().call_later(1s, [set] { set->set(); });
    co_await event.wait();
    co_return 5;
  };
  CHECK(sim::World().run(wait_for_callback()) == 5);
}

// ------------------------------------------------------------ cancelled

Task<> cancel_one(bool set_first) {
  Event event;
  Order order;
  std::vector<TaskHandle<>> tasks;
  for (int i = 0; i < 3; ++i) tasks.push_back(create_task(note_when_set(event, order, i)));
  co_await sleep(0s);
  if (set_first) event.set();
  CHECK(tasks[1].cancel());
  if (!set_first) event.set();
  co_await sleep(1s);
  CHECK(tasks[1].cancelled());
  CHECK(order == Order{0, 2});
}

TEST_CASE("Event: cancelled in the pass of set(), before it or behind it: the others are woken") {
  for (const bool set_first : {true, false}) {
    CAPTURE(set_first);
    sim::World().run(cancel_one(set_first));
  }
}

Task<> cancel_self_then_wait(Event& event, bool& told) {
  TaskBase::current()->cancel();
  try {
    co_await event.wait();
  } catch (const Cancelled&) {
    told = true;
    throw;
  }
}

Task<> wait_when_cancelled() {
  Event event;
  bool told = false;
  const TaskHandle<> task = create_task(cancel_self_then_wait(event, told));
  co_await sleep(0s);
  CHECK(told);
  CHECK(task.cancelled());
  event.set();
}

TEST_CASE("T10: asked to stop, a task does not wait for an event") {
  sim::World().run(wait_when_cancelled());
}

Task<> cancel_and_take_back() {
  Event event;
  Order order;
  const TaskHandle<> waits = create_task(note_when_set(event, order, 1));
  co_await sleep(0s);
  waits.cancel();
  waits.state().uncancel();
  co_await sleep(1s);
  CHECK(order.empty());  // nothing was set
  CHECK(waits.cancelled());
}

TEST_CASE("T17: taken back too late, a cancel does not look like an event") {
  sim::World().run(cancel_and_take_back());
}

Task<> wait_plainly(Event& event) { co_await event.wait(); }

Task<> set_at_the_deadline(bool set_first) {
  Event event;
  const auto set_after = [](Event& later) -> Task<> {
    co_await sleep(10ms);
    later.set();
  };
  if (set_first) (void)create_task(set_after(event));
  const auto ask = [](Event& asked) -> Task<std::exception_ptr> {
    const std::exception_ptr failure =
        co_await test::failure_of(wait_for(wait_plainly(asked), 10ms));
    co_return failure;
  };
  const TaskHandle<std::exception_ptr> asks = create_task(ask(event));
  if (!set_first) (void)create_task(set_after(event));
  const std::exception_ptr failure = co_await asks;
  CHECK(test::is<TimeoutError>(failure));
  co_await sleep(1s);
  CHECK(event.is_set());
  co_await wait_for(wait_plainly(event), 1ms);
  CHECK(EventLoop::current().timer_count() == 0);
}

TEST_CASE("Event: out of time at the moment of set(), in either order") {
  for (const bool set_first : {true, false}) {
    CAPTURE(set_first);
    sim::World().run(set_at_the_deadline(set_first));
  }
}

// ------------------------------------------------------------ many, and the end

Task<> crowd(int size) {
  Event event;
  Order order;
  std::vector<TaskHandle<>> tasks;
  for (int i = 0; i < size; ++i) tasks.push_back(create_task(note_when_set(event, order, i)));
  co_await sleep(0s);
  for (std::size_t i = 0; i < tasks.size(); i += 2) tasks[i].cancel();
  const std::uint32_t before = EventLoop::current().pass();
  event.set();
  co_await sleep(0s);
  CHECK(EventLoop::current().pass() == before + 1);
  REQUIRE(order.size() == tasks.size() / 2);
  for (std::size_t i = 0; i < order.size(); ++i) CHECK(order[i] == static_cast<int>(2 * i + 1));
}

TEST_CASE("Event: ten thousand wait, every other one is cancelled: the rest wake in one pass") {
  sim::World().run(crowd(10'000));
}

TEST_CASE("Event: who waits for one in vain is named") {
  const auto never = []() -> Task<> {
    Event event;
    co_await event.wait();
  };
  CHECK_THROWS_WITH_AS(sim::World().run(never()), doctest::Contains("waits for an event"),
                       sim::Deadlock);
}

Task<> wait_with(Witness witness, Event& event) {
  (void)witness;
  co_await event.wait();
}

Task<> own_an_event(Witness witness) {
  Event event;
  for (int i = 0; i < 3; ++i) (void)create_task(wait_with(witness, event));
  co_await sleep(24h);
}

Task<> one_second() { co_await sleep(1s); }

TEST_CASE("Event: a loop that closes frees who waits, also those of an event that is gone before") {
  Tally tally;
  {
    Event outside;
    sim::World world;
    (void)create_task(world.loop(), own_an_event(Witness(tally)));
    for (int i = 0; i < 3; ++i) (void)create_task(world.loop(), wait_with(Witness(tally), outside));
    run_until_complete(world.loop(), one_second());
    CHECK(tally.live() == 7);
    outside.set();  // they are woken, and will not run
    world.loop().close();
    CHECK(tally.live() == 0);
  }
  check_all_gone(tally);
}

}  // namespace
}  // namespace kit
