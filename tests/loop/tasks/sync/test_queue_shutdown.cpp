// Queue: shutdown, gentle or immediate, at every moment.

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/sync/queue.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Order = std::vector<int>;

constexpr int shut_down = -1;

/// Notes the item, or `shut_down`.
Task<> get_one(Queue<int>& queue, Order& got) {
  int item = shut_down;
  try {
    item = co_await queue.get();
  } catch (const QueueShutDown&) {
    item = shut_down;
  }
  got.push_back(item);
}

/// Notes the item once it is in, or `shut_down`.
Task<> put_one(Queue<int>& queue, int item, Order& put) {
  int noted = item;
  try {
    co_await queue.put(item);
  } catch (const QueueShutDown&) {
    noted = shut_down;
  }
  put.push_back(noted);
}

Task<> join(Queue<int>& queue, bool& joined) {
  co_await queue.join();
  joined = true;
}

Task<> drain() {
  Queue<int> queue(2);
  queue.put_nowait(1);
  queue.put_nowait(2);
  Order put;
  (void)create_task(put_one(queue, 3, put));
  co_await sleep(0s);
  queue.shutdown();
  co_await sleep(0s);
  CHECK(put == Order{shut_down});  // who waited for room
  CHECK_THROWS_AS(queue.put_nowait(4), QueueShutDown);
  co_await put_one(queue, 5, put);
  CHECK(put == Order{shut_down, shut_down});

  Order got;
  co_await get_one(queue, got);
  CHECK(queue.get_nowait() == 2);
  CHECK_THROWS_AS(queue.put_nowait(6), QueueShutDown);  // also with room
  co_await put_one(queue, 7, put);
  CHECK(put == Order(3, shut_down));
  co_await get_one(queue, got);
  CHECK(got == Order{1, shut_down});
  CHECK_THROWS_AS(queue.get_nowait(), QueueShutDown);
  queue.shutdown();  // a second time changes nothing
  co_await get_one(queue, got);
  CHECK(got == Order{1, shut_down, shut_down});

  bool joined = false;
  (void)create_task(join(queue, joined));
  co_await sleep(0s);
  CHECK_FALSE(joined);
  queue.task_done();
  queue.task_done();
  co_await sleep(0s);
  CHECK(joined);
}

TEST_CASE("K18: after shutdown nothing goes in, and what is in comes out") {
  sim::World().run(drain());
}

Task<> wake_getters(bool immediate) {
  Queue<int> queue;
  Order got;
  for (int i = 0; i < 3; ++i) (void)create_task(get_one(queue, got));
  co_await sleep(0s);
  queue.shutdown(immediate);
  co_await sleep(0s);
  CHECK(got == Order(3, shut_down));
}

TEST_CASE("K18: shutdown wakes all that wait for an item") {
  sim::World().run(wake_getters(false));
  sim::World().run(wake_getters(true));
}

Task<> shut_down_at_once() {
  Queue<int> queue(3);
  Order put;
  bool joined = false;
  for (int i = 0; i < 3; ++i) queue.put_nowait(i);
  (void)create_task(put_one(queue, 3, put));
  (void)create_task(join(queue, joined));
  co_await sleep(0s);
  queue.shutdown(true);
  CHECK(queue.empty());
  CHECK_THROWS_AS(queue.get_nowait(), QueueShutDown);
  co_await sleep(0s);
  CHECK(joined);
  CHECK(put == Order{shut_down});
  CHECK_THROWS_AS(queue.task_done(), std::logic_error);
}

TEST_CASE("K18: an immediate shutdown empties the queue, wakes all that wait, and ends join") {
  sim::World().run(shut_down_at_once());
}

Task<> one_in_work() {
  Queue<int> queue;
  bool joined = false;
  queue.put_nowait(1);
  queue.put_nowait(2);
  CHECK(queue.get_nowait() == 1);
  (void)create_task(join(queue, joined));
  co_await sleep(0s);
  queue.shutdown();
  queue.shutdown(true);  // more than before
  co_await sleep(0s);
  CHECK_FALSE(joined);  // somebody still works on the first
  queue.task_done();
  co_await sleep(0s);
  CHECK(joined);
}

TEST_CASE("K18: an immediate shutdown does not finish what somebody works on") {
  sim::World().run(one_in_work());
}

TEST_CASE("K18: an immediate shutdown bears with too many calls of task_done before it") {
  Queue<int> queue;
  queue.put_nowait(1);
  queue.put_nowait(2);
  queue.task_done();  // for items that nobody has got yet
  queue.task_done();
  queue.shutdown(true);
  CHECK(queue.empty());
  CHECK_THROWS_AS(queue.get_nowait(), QueueShutDown);
}

// ------------------------------------------------------------ shutdown and a promise

/// An item was promised to a task that has not run when the queue is shut down.
Task<> promised(bool immediate, bool cancel) {
  Queue<int> queue;
  Order got;
  bool joined = false;
  const TaskHandle<> getter = create_task(get_one(queue, got));
  co_await sleep(0s);
  queue.put_nowait(1);
  (void)create_task(join(queue, joined));
  queue.shutdown(immediate);
  if (cancel) getter.cancel();
  co_await sleep(1s);
  CHECK(getter.cancelled() == cancel);
  if (!cancel) CHECK(got == Order{immediate ? shut_down : 1});
  CHECK(joined == immediate);  // or it would wait for ever for the work on what was dropped
  if (cancel && !immediate) CHECK(queue.get_nowait() == 1);
  CHECK(queue.empty());
  CHECK_THROWS_AS(queue.get_nowait(), QueueShutDown);
}

TEST_CASE("K18: shut down between the promise of an item and the run of who gets it") {
  for (const bool immediate : {true, false}) {
    for (const bool cancel : {true, false}) {
      CAPTURE(immediate);
      CAPTURE(cancel);
      sim::World().run(promised(immediate, cancel));
    }
  }
}

Task<> room_promised(bool immediate, bool cancel) {
  Queue<int> queue(1);
  Order put;
  queue.put_nowait(1);
  const TaskHandle<> putter = create_task(put_one(queue, 2, put));
  co_await sleep(0s);
  CHECK(queue.get_nowait() == 1);
  queue.shutdown(immediate);
  if (cancel) putter.cancel();
  co_await sleep(1s);
  CHECK(putter.cancelled() == cancel);
  CHECK(put == (cancel ? Order{} : Order{shut_down}));
  CHECK(queue.empty());
}

TEST_CASE("K18: room that was promised before the shutdown is no more use") {
  for (const bool immediate : {true, false}) {
    for (const bool cancel : {true, false}) {
      CAPTURE(immediate);
      CAPTURE(cancel);
      sim::World().run(room_promised(immediate, cancel));
    }
  }
}

Task<> crowd(int size) {
  Queue<int> queue(1);
  Order put;
  std::vector<TaskHandle<>> putters;
  for (int i = 0; i < size; ++i) putters.push_back(create_task(put_one(queue, i, put)));
  co_await sleep(0s);
  queue.shutdown();
  co_await sleep(0s);
  CHECK(put.size() == static_cast<std::size_t>(size));
  CHECK(queue.get_nowait() == 0);
}

TEST_CASE("K18: ten thousand wait for room: a shutdown wakes all of them in one pass") {
  sim::World().run(crowd(10'000));
}

}  // namespace
}  // namespace kit
