// Semaphore, BoundedSemaphore: as many at a time as there are permits; none is lost or made.
//
// The line itself, with one permit, is in test_lock.cpp and test_lock_cancel.cpp.

#include "loop/tasks/sync/semaphore.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
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
using Order = std::vector<int>;
using test::Tally;
using test::Witness;

Task<> note_when_acquired(Semaphore& semaphore, Order& order, int number) {
  co_await semaphore.acquire();
  order.push_back(number);
}

// ------------------------------------------------------------ values

TEST_CASE("K10: the value of a semaphore: zero is locked, less than zero is an error") {
  CHECK(Semaphore(0).locked());
  CHECK(Semaphore(0).value() == 0);
  CHECK_FALSE(Semaphore(1).locked());
  CHECK(Semaphore().value() == 1);
  CHECK_THROWS_AS(Semaphore(-1), std::invalid_argument);
  CHECK_THROWS_AS(BoundedSemaphore(-1), std::invalid_argument);
}

TEST_CASE("K13: try_acquire takes what is free, and says when nothing is") {
  Semaphore semaphore(2);
  CHECK(semaphore.try_acquire());
  CHECK(semaphore.value() == 1);
  CHECK(semaphore.try_acquire());
  CHECK(semaphore.locked());
  CHECK_FALSE(semaphore.try_acquire());
  CHECK(semaphore.value() == 0);
  semaphore.release();
  CHECK(semaphore.try_acquire());
  CHECK_FALSE(semaphore.try_acquire());
}

TEST_CASE("K12: a bounded semaphore notices a release too many; a plain one grows") {
  BoundedSemaphore bounded(2);
  CHECK_THROWS_AS(bounded.release(), std::logic_error);
  CHECK(bounded.value() == 2);
  CHECK(bounded.try_acquire());
  bounded.release();
  CHECK_THROWS_AS(bounded.release(), std::logic_error);
  CHECK(bounded.value() == 2);
  Semaphore& as_any = bounded;
  CHECK_THROWS_AS(as_any.release(), std::logic_error);
  CHECK(bounded.value() == 2);
  Semaphore plain(2);
  plain.release();
  CHECK(plain.value() == 3);
}

Task<> bounded_scope() {
  BoundedSemaphore bounded(1);
  {
    const auto held = co_await bounded.scoped();
    CHECK(bounded.locked());
    CHECK_FALSE(bounded.try_acquire());
  }
  CHECK(bounded.value() == 1);
  CHECK_THROWS_AS(bounded.release(), std::logic_error);
}

TEST_CASE("K12: the guard of a bounded semaphore gives back what it took, and no more") {
  sim::World().run(bounded_scope());
}

// ------------------------------------------------------------ the line

Task<> stand_in_line(Order& order) {
  Semaphore semaphore(0);
  for (int i = 0; i < 3; ++i) (void)create_task(note_when_acquired(semaphore, order, i));
  co_await sleep(0s);
  CHECK(order.empty());
  // As many as there are releases, even though none of the three has run in between.
  for (int i = 0; i < 3; ++i) semaphore.release();
  CHECK_FALSE(semaphore.try_acquire());
  (void)create_task(note_when_acquired(semaphore, order, 4));
  semaphore.release();  // 4 has not asked yet: the first one to ask takes it
  co_await semaphore.acquire();
  order.push_back(3);
  CHECK(order == Order{3});  // it was free, so this did not pause
  co_await sleep(1s);
  CHECK(order == Order{3, 0, 1, 2});
  semaphore.release();
  co_await sleep(1s);
  CHECK(order == Order{3, 0, 1, 2, 4});
  CHECK(semaphore.value() == 0);
}

TEST_CASE("K10: first come, first served; what is free is for the first that asks") {
  Order order;
  sim::World().run(stand_in_line(order));
}

Task<> barge(Order& order) {
  Semaphore semaphore(0);
  for (int i = 0; i < 3; ++i) (void)create_task(note_when_acquired(semaphore, order, i));
  co_await sleep(0s);
  semaphore.release();
  semaphore.release();
  const auto let_all_in = [](Semaphore& to_release) -> Task<> {
    co_await sleep(1ms);
    to_release.release();
    to_release.release();
  };
  (void)create_task(let_all_in(semaphore));
  co_await semaphore.acquire();
  order.push_back(99);
}

TEST_CASE("K10: who releases and asks again at once goes to the end of the line") {
  Order order;
  sim::World().run(barge(order));
  CHECK(order == Order{0, 1, 2, 99});
}

// ------------------------------------------------------------ cancelled

Task<> cancel_woken(bool release_first) {
  Semaphore semaphore(0);
  Order order;
  std::vector<TaskHandle<>> line;
  for (int i = 0; i < 4; ++i) line.push_back(create_task(note_when_acquired(semaphore, order, i)));
  co_await sleep(0s);
  if (release_first) {
    semaphore.release();
    semaphore.release();
  }
  line[0].cancel();
  line[1].cancel();
  if (!release_first) {
    semaphore.release();
    semaphore.release();
  }
  co_await sleep(1s);
  CHECK(order == Order{2, 3});
  CHECK(semaphore.value() == 0);
}

TEST_CASE("K11: cancelled with a permit in hand, or just before: it goes to the next in line") {
  for (const bool release_first : {true, false}) {
    CAPTURE(release_first);
    sim::World().run(cancel_woken(release_first));
  }
}

Task<> cancel_all() {
  Semaphore semaphore(0);
  Order order;
  std::vector<TaskHandle<>> line;
  for (int i = 0; i < 4; ++i) line.push_back(create_task(note_when_acquired(semaphore, order, i)));
  co_await sleep(0s);
  for (int i = 0; i < 3; ++i) semaphore.release();
  for (const TaskHandle<>& one : line) {
    one.cancel();
    one.cancel();  // a second time: nothing is given twice
  }
  CHECK(semaphore.value() == 3);
  co_await sleep(1s);
  CHECK(order.empty());
  CHECK(semaphore.value() == 3);
}

TEST_CASE("K11: all cancelled: the value is what was released, not more and not less") {
  sim::World().run(cancel_all());
}

/// Counts who is inside, however they leave.
class Inside {
 public:
  explicit Inside(int& count) : count_(count) { ++count_; }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
  ~Inside() { --count_; }

 private:
  int& count_;
};

Task<> with_permit(Semaphore& semaphore, int& inside, int& most, Duration stay) {
  const auto held = co_await semaphore.scoped();
  const Inside here(inside);
  most = std::max(most, inside);
  co_await sleep(stay);
}

Task<> crowd(int size) {
  Semaphore semaphore(7);
  int inside = 0;
  int most = 0;
  std::vector<TaskHandle<>> line;
  for (int i = 0; i < size; ++i)
    line.push_back(create_task(with_permit(semaphore, inside, most, Duration(i % 3 * 1ms))));
  // Cancelled at all sorts of moments: in line, with a permit in hand, inside, done.
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (i % 50 == 0) co_await sleep(i / 50 % 2 * 1ms);
    if (i % 3 == 0) line[i].cancel();
    if (i % 7 == 0) line[line.size() - 1 - i].cancel();
  }
  co_await sleep(24h);
  for (const TaskHandle<>& one : line) CHECK(one.done());
  CHECK(most == 7);
  CHECK(inside == 0);
  CHECK(semaphore.value() == 7);
}

TEST_CASE(
    "Semaphore: ten thousand tasks, cancelled here and there: seven at a time, seven at last") {
  sim::World world;
  world.run(crowd(10'000));
  CHECK(world.loop().timer_count() == 0);
}

// ------------------------------------------------------------ out of time

Task<> take(Semaphore& semaphore) { co_await semaphore.acquire(); }

Task<> too_late(int& timeouts) {
  Semaphore semaphore(1);
  co_await semaphore.acquire();
  for (int i = 0; i < 10; ++i) {
    const std::exception_ptr failure = co_await test::failure_of(wait_for(take(semaphore), 1ms));
    timeouts += test::is<TimeoutError>(failure) ? 1 : 0;
  }
  semaphore.release();
  CHECK(semaphore.value() == 1);
  co_await wait_for(take(semaphore), 1ms);
  CHECK(semaphore.value() == 0);
}

TEST_CASE("Semaphore: whose time is over leaves the line; in time, the permit is kept") {
  int timeouts = 0;
  sim::World world;
  world.run(too_late(timeouts));
  CHECK(timeouts == 10);
  CHECK(world.loop().timer_count() == 0);
}

// ------------------------------------------------------------ reports, the end of the loop

TEST_CASE("Semaphore: who waits for one in vain is named") {
  const auto never = []() -> Task<> {
    Semaphore semaphore(0);
    co_await semaphore.acquire();
  };
  CHECK_THROWS_WITH_AS(sim::World().run(never()), doctest::Contains("waits for a semaphore"),
                       sim::Deadlock);
}

Task<> hold_with(Witness witness, Semaphore& semaphore) {
  (void)witness;
  const auto held = co_await semaphore.scoped();
  co_await sleep(24h);
}

Task<> one_second() { co_await sleep(1s); }

TEST_CASE("Semaphore: a loop may close between a release and the run of who was given the permit") {
  Tally tally;
  Semaphore semaphore(1);
  {
    sim::World world;
    for (int i = 0; i < 5; ++i)
      (void)create_task(world.loop(), hold_with(Witness(tally), semaphore));
    run_until_complete(world.loop(), one_second());
    semaphore.release();  // whoever gets this does not run any more
    CHECK(tally.live() == 5);
    world.loop().close();
    CHECK(tally.live() == 0);
  }
  check_all_gone(tally);
}

}  // namespace
}  // namespace kit
