// LifoQueue, PriorityQueue: the same queue with another store. What is not about the order of the
// items is in test_queue.cpp.

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/sync/queue.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Order = std::vector<int>;

template <class Q>
Order order_of(const Order& items) {
  Q queue;
  for (const int item : items) queue.put_nowait(item);
  Order got;
  while (!queue.empty()) got.push_back(queue.get_nowait());
  return got;
}

TEST_CASE("K17: first, last or smallest first") {
  CHECK(order_of<Queue<int>>({3, 1, 2}) == Order{3, 1, 2});
  CHECK(order_of<LifoQueue<int>>({3, 1, 2}) == Order{2, 1, 3});
  CHECK(order_of<PriorityQueue<int>>({3, 1, 2}) == Order{1, 2, 3});
}

TEST_CASE("K17: a priority queue sorts, with equal items and with all that goes in and out") {
  Order items;
  unsigned seed = 1;
  for (int i = 0; i < 10'000; ++i) {
    seed = seed * 1664525U + 1013904223U;
    items.push_back(static_cast<int>(seed >> 20));
  }
  Order sorted = items;
  std::sort(sorted.begin(), sorted.end());
  CHECK(order_of<PriorityQueue<int>>(items) == sorted);

  PriorityQueue<int> queue;
  for (int i = 10; i > 0; --i) queue.put_nowait(2 * i);
  CHECK(queue.get_nowait() == 2);
  queue.put_nowait(3);
  queue.put_nowait(5);
  for (const int expected : {3, 4, 5, 6}) CHECK(queue.get_nowait() == expected);
}

TEST_CASE("K17: limits hold for these, too") {
  LifoQueue<int> lifo(1);
  PriorityQueue<int> priority(1);
  lifo.put_nowait(1);
  priority.put_nowait(1);
  CHECK_THROWS_AS(lifo.put_nowait(2), QueueFull);
  CHECK_THROWS_AS(priority.put_nowait(2), QueueFull);
  CHECK(lifo.get_nowait() == 1);
  CHECK(priority.get_nowait() == 1);
  CHECK_THROWS_AS(lifo.get_nowait(), QueueEmpty);
  CHECK_THROWS_AS(priority.get_nowait(), QueueEmpty);
}

// ------------------------------------------------------------ items of other types

/// A job, of which only the urgency is compared.
class Job {
 public:
  Job(int urgency, std::string what)
      : urgency_(urgency), what_(std::make_unique<std::string>(std::move(what))) {}
  const std::string& what() const { return *what_; }
  bool operator>(const Job& other) const { return urgency_ > other.urgency_; }

 private:
  int urgency_;
  std::unique_ptr<std::string> what_;
};

Task<> put_job(PriorityQueue<Job>& queue, int urgency, std::string what) {
  co_await queue.put(Job(urgency, std::move(what)));
}

Task<std::string> do_jobs() {
  PriorityQueue<Job> queue(3);
  co_await put_job(queue, 3, "c");
  co_await put_job(queue, 1, "a");
  co_await put_job(queue, 2, "b");
  (void)create_task(put_job(queue, 0, "first"));  // no room: it is not in yet
  co_await sleep(0s);
  std::string done;
  for (int i = 0; i < 4; ++i) {
    const Job job = co_await queue.get();
    done += job.what() + ' ';
    co_await sleep(0s);
  }
  co_return done;
}

TEST_CASE("K17: items that can only be moved, compared by what they like; room comes before rank") {
  CHECK(sim::World().run(do_jobs()) == "a first b c ");
}

// ------------------------------------------------------------ a promise is for an item, not for
// one

template <class Q>
Task<> note_item(Q& queue, Order& got) {
  const int item = co_await queue.get();
  got.push_back(item);
}

template <class Q>
Task<> put_before_they_run(Order& got, bool cancel) {
  Q queue;
  std::vector<TaskHandle<>> getters;
  for (int i = 0; i < 2; ++i) getters.push_back(create_task(note_item(queue, got)));
  co_await sleep(0s);
  for (const int item : {3, 1, 2}) queue.put_nowait(item);
  CHECK(queue.qsize() == 1);
  if (cancel) getters[0].cancel();
  CHECK(queue.qsize() == (cancel ? 2 : 1));
  co_await sleep(1s);
  while (!queue.empty()) got.push_back(queue.get_nowait());
}

TEST_CASE("K17: who was woken takes what comes first when it runs; cancelled, it loses nothing") {
  for (const bool cancel : {true, false}) {
    CAPTURE(cancel);
    Order lifo;
    Order priority;
    sim::World().run(put_before_they_run<LifoQueue<int>>(lifo, cancel));
    sim::World().run(put_before_they_run<PriorityQueue<int>>(priority, cancel));
    CHECK(lifo == Order{2, 1, 3});
    CHECK(priority == Order{1, 2, 3});
  }
}

template <class Q>
void shut_down_at_once() {
  Q queue;
  for (const int item : {3, 1, 2}) queue.put_nowait(item);
  queue.shutdown();
  CHECK(queue.qsize() == 3);
  const int first = queue.get_nowait();
  CHECK(first == (std::is_same_v<Q, LifoQueue<int>> ? 2 : 1));
  queue.shutdown(true);
  CHECK(queue.empty());
  CHECK_THROWS_AS(queue.get_nowait(), QueueShutDown);
}

TEST_CASE("K18: shutdown of the other kinds: drained in their order, or emptied") {
  shut_down_at_once<LifoQueue<int>>();
  shut_down_at_once<PriorityQueue<int>>();
}

}  // namespace
}  // namespace kit
