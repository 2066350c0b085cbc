// Queue, cancelled at every moment: no item is lost, none arrives twice, no room is lost.

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/sync/queue.hpp"
#include "loop/tasks/timeout.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Order = std::vector<int>;
using test::Tally;
using test::Witness;

Task<> get_one(Queue<int>& queue, Order& got) {
  const int item = co_await queue.get();
  got.push_back(item);
}

Task<> put_one(Queue<int>& queue, int item) { co_await queue.put(item); }

// ------------------------------------------------------------ getters

Task<> cancel_getter(bool put_first, bool another) {
  Queue<int> queue(2);
  Order got;
  const TaskHandle<> first = create_task(get_one(queue, got));
  co_await sleep(0s);
  if (another) (void)create_task(get_one(queue, got));
  co_await sleep(0s);
  if (put_first) queue.put_nowait(1);  // promised to the first
  first.cancel();
  first.cancel();
  if (!put_first) queue.put_nowait(1);
  CHECK(queue.qsize() == (another ? 0 : 1));
  co_await sleep(1s);
  CHECK(first.cancelled());
  if (another) CHECK(got == Order{1});
  if (!another) CHECK(queue.get_nowait() == 1);
  // And there is room for two, as before.
  queue.put_nowait(2);
  queue.put_nowait(3);
  CHECK(queue.full());
}

TEST_CASE("Queue: the item promised to a cancelled task goes to the next, or stays") {
  for (const bool put_first : {true, false}) {
    for (const bool another : {true, false}) {
      CAPTURE(put_first);
      CAPTURE(another);
      sim::World().run(cancel_getter(put_first, another));
    }
  }
}

Task<> keep_order() {
  Queue<int> queue;
  Order got;
  std::vector<TaskHandle<>> getters;
  for (int i = 0; i < 3; ++i) getters.push_back(create_task(get_one(queue, got)));
  co_await sleep(0s);
  for (int i = 0; i < 5; ++i) queue.put_nowait(i);
  getters[0].cancel();
  getters[2].cancel();
  co_await sleep(1s);
  CHECK(got == Order{0});
  for (int i = 1; i < 5; ++i) CHECK(queue.get_nowait() == i);
}

TEST_CASE("Queue: cancelled getters do not change the order of the items") {
  sim::World().run(keep_order());
}

// ------------------------------------------------------------ putters

Task<> cancel_putter(bool get_first, bool another) {
  Queue<int> queue(1);
  queue.put_nowait(1);
  const TaskHandle<> first = create_task(put_one(queue, 2));
  co_await sleep(0s);
  if (another) (void)create_task(put_one(queue, 3));
  co_await sleep(0s);
  if (get_first) CHECK(queue.get_nowait() == 1);  // the room is for the first
  first.cancel();
  first.cancel();
  if (!get_first) CHECK(queue.get_nowait() == 1);
  CHECK(queue.full() == another);
  co_await sleep(1s);
  CHECK(first.cancelled());
  CHECK(queue.qsize() == (another ? 1 : 0));
  if (another) CHECK(queue.get_nowait() == 3);  // and not 2
  queue.put_nowait(4);
  CHECK(queue.full());
  CHECK(queue.get_nowait() == 4);
}

TEST_CASE("Queue: the room promised to a cancelled task goes to the next; its item is not put") {
  for (const bool get_first : {true, false}) {
    for (const bool another : {true, false}) {
      CAPTURE(get_first);
      CAPTURE(another);
      sim::World().run(cancel_putter(get_first, another));
    }
  }
}

// A moved-from Witness would count as well, as long as the argument of put lives.
using Item = std::unique_ptr<Witness>;

Task<> put_witness(Queue<Item>& queue, Tally& tally) {
  co_await queue.put(std::make_unique<Witness>(tally));
}

Task<> cancel_with_item(Tally& tally) {
  Queue<Item> queue(1);
  const TaskHandle<> first = create_task(put_witness(queue, tally));
  const TaskHandle<> never_begun = create_task(put_witness(queue, tally));
  never_begun.cancel();
  const TaskHandle<> second = create_task(put_witness(queue, tally));
  co_await sleep(0s);
  CHECK(tally.live() == 2);
  second.cancel();
  co_await sleep(0s);
  CHECK(tally.live() == 1);
}

TEST_CASE("Queue: the item of a cancelled putter is destroyed, once") {
  Tally tally;
  sim::World().run(cancel_with_item(tally));
  check_all_gone(tally);
}

// ------------------------------------------------------------ a request that is taken back

Task<> take_back() {
  Queue<int> queue(1);
  Order got;
  const TaskHandle<> getter = create_task(get_one(queue, got));
  co_await sleep(0s);
  getter.cancel();
  getter.state().uncancel();
  co_await sleep(1s);
  CHECK(getter.cancelled());  // and did not hear that the queue is shut down

  queue.put_nowait(1);
  const TaskHandle<> putter = create_task(put_one(queue, 2));
  co_await sleep(0s);
  putter.cancel();
  putter.state().uncancel();
  co_await sleep(1s);
  CHECK(putter.cancelled());
  CHECK(queue.qsize() == 1);  // not more than it can hold
}

TEST_CASE("T17: taken back too late, a cancel puts nothing in and takes nothing out") {
  sim::World().run(take_back());
}

// ------------------------------------------------------------ out of time

Task<int> get_plainly(Queue<int>& queue) {
  const int item = co_await queue.get();
  co_return item;
}

Task<> put_after(Queue<int>& queue, int item, Duration delay) {
  co_await sleep(delay);
  queue.put_nowait(item);
}

Task<bool> get_within(Queue<int>& queue, Duration time) {
  try {
    const int item = co_await wait_for(get_plainly(queue), time);
    CHECK(item == 7);
    co_return true;
  } catch (const TimeoutError&) {
  }
  co_return false;
}

Task<> item_and_deadline(Duration put_at, bool put_first) {
  Queue<int> queue;
  // Equal deadlines fire in the order of their creation.
  if (put_first) (void)create_task(put_after(queue, 7, put_at));
  const TaskHandle<bool> asks = create_task(get_within(queue, 10ms));
  if (!put_first) (void)create_task(put_after(queue, 7, put_at));
  const bool got = co_await asks;
  co_await sleep(1s);
  CHECK(queue.qsize() == (got ? 0 : 1));
  CHECK(got == (put_at < 10ms));
  CHECK(EventLoop::current().timer_count() == 0);
}

TEST_CASE("Queue: an item that comes at the deadline is delivered or stays, never neither") {
  for (const Duration put_at : {9ms, 10ms, 11ms}) {
    for (const bool put_first : {true, false}) {
      CAPTURE(put_at.count());
      CAPTURE(put_first);
      sim::World().run(item_and_deadline(put_at, put_first));
    }
  }
}

// ------------------------------------------------------------ many, and the end

Task<> put_and_count(Queue<int>& queue, int item, Order& put) {
  co_await queue.put(item);
  put.push_back(item);
}

Task<> crowd(int size) {
  Queue<int> queue(3);
  Order put;
  Order got;
  std::vector<TaskHandle<>> tasks;
  for (int i = 0; i < size; ++i) {
    tasks.push_back(create_task(put_and_count(queue, i, put)));
    tasks.push_back(create_task(get_one(queue, got)));
  }
  // All sorts of moments: not begun, in line, woken, done.
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (i % 16 == 0) co_await sleep(0s);
    if (i % 3 == 0) tasks[i].cancel();
    if (i % 5 == 0) tasks[tasks.size() - 1 - i].cancel();
  }
  co_await sleep(1s);
  // Whoever waits now is let go of: first what is in comes out, then nobody waits for more.
  while (!queue.empty()) got.push_back(queue.get_nowait());
  co_await sleep(1s);
  while (!queue.empty()) got.push_back(queue.get_nowait());
  for (const TaskHandle<>& task : tasks) task.cancel();
  co_await sleep(1s);
  CHECK(got == put);  // each item once, in order
  for (int i = 0; i < 3; ++i) queue.put_nowait(i);
  CHECK(queue.full());
}

TEST_CASE("Queue: ten thousand putters and getters, cancelled here and there: nothing is lost") {
  sim::World world;
  world.run(crowd(10'000));
  CHECK(world.loop().timer_count() == 0);
}

Task<> get_witness(Queue<Item>& queue, Witness mine) {
  (void)mine;
  const Item got = co_await queue.get();
  co_await sleep(24h);
}

Task<> one_second() { co_await sleep(1s); }

TEST_CASE("Queue: a loop that closes frees who waits, and who was promised an item") {
  Tally tally;
  {
    Queue<Item> items;
    Queue<Item> full(1);
    full.put_nowait(std::make_unique<Witness>(tally));
    sim::World world;
    for (int i = 0; i < 5; ++i) (void)create_task(world.loop(), get_witness(items, Witness(tally)));
    for (int i = 0; i < 2; ++i) (void)create_task(world.loop(), put_witness(full, tally));
    run_until_complete(world.loop(), one_second());
    // These are promised to tasks that will not run any more, and so is this room.
    for (int i = 0; i < 3; ++i) items.put_nowait(std::make_unique<Witness>(tally));
    full.get_nowait().reset();
    CHECK(tally.live() == 5 + 2 + 3);
    world.loop().close();
    CHECK(tally.live() == 3);  // what is in the queue
  }
  check_all_gone(tally);
}

}  // namespace
}  // namespace kit
