// Queue: who waits, in which order, and for what. Cancelling is in test_queue_cancel.cpp; join,
// shutdown and the other stores in the files of these names.

#include "loop/tasks/sync/queue.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "loop/sim/selector.hpp"
#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Order = std::vector<int>;
using Record = std::vector<std::string>;
using test::Tally;
using test::Witness;

// ------------------------------------------------------------ without waiting

TEST_CASE("K14: put_nowait and get_nowait: QueueFull, QueueEmpty, first in first out") {
  Queue<int> queue(2);
  CHECK(queue.maxsize() == 2);
  CHECK(queue.empty());
  CHECK_FALSE(queue.full());
  CHECK_THROWS_AS(queue.get_nowait(), QueueEmpty);
  queue.put_nowait(1);
  queue.put_nowait(2);
  CHECK(queue.full());
  CHECK(queue.qsize() == 2);
  CHECK_THROWS_AS(queue.put_nowait(3), QueueFull);
  CHECK(queue.qsize() == 2);
  CHECK(queue.get_nowait() == 1);
  CHECK_FALSE(queue.full());
  queue.put_nowait(4);
  CHECK(queue.get_nowait() == 2);
  CHECK(queue.get_nowait() == 4);
  CHECK_THROWS_AS(queue.get_nowait(), QueueEmpty);
  CHECK(queue.empty());
}

TEST_CASE("K14: a maxsize of nothing, or less, is no limit") {
  for (const std::ptrdiff_t maxsize : {0, -1}) {
    CAPTURE(maxsize);
    Queue<int> queue(static_cast<std::size_t>(maxsize));
    for (int i = 0; i < 10'000; ++i) queue.put_nowait(i);
    CHECK_FALSE(queue.full());
    CHECK(queue.qsize() == 10'000);
    for (int i = 0; i < 10'000; ++i) CHECK(queue.get_nowait() == i);
  }
}

Task<> no_pause() {
  Queue<int> queue(1);
  const std::uint32_t before = EventLoop::current().pass();
  for (int i = 0; i < 1000; ++i) {
    co_await queue.put(i);
    const int got = co_await queue.get();
    CHECK(got == i);
  }
  CHECK(EventLoop::current().pass() == before);
}

TEST_CASE("Queue: with room, and with an item, nobody pauses") { sim::World().run(no_pause()); }

// ------------------------------------------------------------ getters wait

Task<> get_one(Queue<int>& queue, Record& record, std::string name) {
  const int got = co_await queue.get();
  record.push_back(name + std::to_string(got));
}

Task<> getters_in_line(Record& record) {
  Queue<int> queue;
  for (const char* name : {"a", "b", "c"}) (void)create_task(get_one(queue, record, name));
  co_await sleep(0s);
  CHECK(record.empty());
  queue.put_nowait(1);
  co_await queue.put(2);
  // They are promised, and nobody who comes now can have them.
  CHECK(queue.empty());
  CHECK(queue.qsize() == 0);
  CHECK_THROWS_AS(queue.get_nowait(), QueueEmpty);
  co_await sleep(0s);
  CHECK(record == Record{"a1", "b2"});
  (void)create_task(get_one(queue, record, "d"));
  co_await sleep(0s);
  queue.put_nowait(3);
  queue.put_nowait(4);
  co_await sleep(0s);
}

TEST_CASE("K14: who waits for an item gets one in the order of asking; nobody barges") {
  Record record;
  sim::World().run(getters_in_line(record));
  CHECK(record == Record{"a1", "b2", "c3", "d4"});
}

// ------------------------------------------------------------ putters wait

Task<> put_one(Queue<int>& queue, int item, Order& put) {
  co_await queue.put(item);
  put.push_back(item);
}

Task<> get_all(Queue<int>& queue, Order& got, int count) {
  for (int i = 0; i < count; ++i) {
    const int item = co_await queue.get();
    got.push_back(item);
    co_await sleep(1ms);
  }
}

Task<> putters_and_a_getter(Order& put, Order& got) {
  Queue<int> queue(2);
  for (int i = 0; i < 6; ++i) (void)create_task(put_one(queue, i, put));
  co_await sleep(0s);
  CHECK(put == Order{0, 1});
  CHECK(queue.get_nowait() == 0);
  CHECK(queue.full());  // the room is 2's, which has not run
  CHECK_THROWS_AS(queue.put_nowait(9), QueueFull);
  (void)create_task(get_all(queue, got, 6));
  co_await queue.put(6);  // behind 3, 4 and 5
  put.push_back(6);
  co_await sleep(1s);
}

TEST_CASE("K14: who waits for room gets it in the order of asking; nobody barges") {
  Order put;
  Order got;
  sim::World().run(putters_and_a_getter(put, got));
  CHECK(put == Order{0, 1, 2, 3, 4, 5, 6});
  CHECK(got == Order{1, 2, 3, 4, 5, 6});
}

// ------------------------------------------------------------ what is passed

Task<> pass_move_only() {
  Queue<std::unique_ptr<int>> queue(1);
  co_await queue.put(std::make_unique<int>(1));
  auto second = std::make_unique<int>(2);
  const auto put = [](Queue<std::unique_ptr<int>>& to, std::unique_ptr<int> item) -> Task<> {
    co_await to.put(std::move(item));
  };
  const TaskHandle<> waits = create_task(put(queue, std::move(second)));
  co_await sleep(0s);
  CHECK_FALSE(waits.done());
  const std::unique_ptr<int> first = co_await queue.get();
  CHECK(*first == 1);
  const std::unique_ptr<int> next = co_await queue.get();
  CHECK(*next == 2);
  CHECK(waits.done());
}

TEST_CASE("Queue: items that can only be moved") { sim::World().run(pass_move_only()); }

// A moved-from Witness would count as well, as long as the argument of put lives.
using Item = std::unique_ptr<Witness>;

Task<> put_witness(Queue<Item>& queue, Tally& tally) {
  co_await queue.put(std::make_unique<Witness>(tally));
}

Task<> pass_witnesses(Tally& tally) {
  Queue<Item> queue(1);
  std::vector<TaskHandle<>> putters;
  for (int i = 0; i < 4; ++i) putters.push_back(create_task(put_witness(queue, tally)));
  co_await sleep(0s);
  CHECK(tally.live() == 4);  // one in the queue, three with who waits
  putters[2].cancel();
  co_await sleep(0s);
  CHECK(tally.live() == 3);
  {
    const Item got = co_await queue.get();
    co_await sleep(0s);
    CHECK(tally.live() == 3);
  }
  CHECK(tally.live() == 2);
  const Item second = queue.get_nowait();
  co_await sleep(0s);
  CHECK(tally.live() == 2);
}

TEST_CASE("Queue: an item lives once, in the hand that has it, and goes with it") {
  Tally tally;
  sim::World().run(pass_witnesses(tally));
  check_all_gone(tally);
}

/// Can only be copied, and at times not even that.
class Stubborn {
 public:
  Stubborn(int value, bool& fails) : value_(value), fails_(fails) {}
  Stubborn(const Stubborn& other) : value_(other.value_), fails_(other.fails_) {
    if (fails_) throw std::domain_error("cannot be copied");
  }
  int value() const { return value_; }

 private:
  int value_;
  bool& fails_;
};

TEST_CASE("Queue: an item that cannot be taken out stays, and takes nobody's place") {
  bool fails = false;
  Queue<Stubborn> queue(1);
  queue.put_nowait(Stubborn(5, fails));
  fails = true;
  CHECK_THROWS_AS(queue.get_nowait(), std::domain_error);
  fails = false;
  CHECK(queue.qsize() == 1);
  CHECK(queue.get_nowait().value() == 5);
  fails = true;
  CHECK_THROWS_AS(queue.put_nowait(Stubborn(6, fails)), std::domain_error);
  fails = false;
  CHECK_FALSE(queue.full());
  CHECK(queue.empty());
  queue.put_nowait(Stubborn(7, fails));
  CHECK(queue.get_nowait().value() == 7);
}

// ------------------------------------------------------------ many, and reports

Task<> put_many(Queue<int>& queue, int first, int count) {
  for (int i = 0; i < count; ++i) co_await queue.put(first + i);
}

Task<> sum_many(Queue<int>& queue, int count, long long& sum, int& last) {
  for (int i = 0; i < count; ++i) {
    const int item = co_await queue.get();
    sum += item;
    last = item;
  }
}

Task<> crowd(std::size_t maxsize, int size, long long& sum) {
  Queue<int> queue(maxsize);
  int last = 0;
  for (int i = 0; i < size; ++i) {
    (void)create_task(sum_many(queue, 3, sum, last));
    if (i % 2 == 0) (void)create_task(put_many(queue, 6 * (i / 2), 6));
  }
  co_await sleep(1h);
  CHECK(queue.empty());
  CHECK(queue.qsize() == 0);
  CHECK_FALSE(queue.full());
}

TEST_CASE("Queue: ten thousand getters, five thousand putters: each item arrives once") {
  for (const std::size_t maxsize : std::initializer_list<std::size_t>{0, 1, 100}) {
    CAPTURE(maxsize);
    long long sum = 0;
    sim::World().run(crowd(maxsize, 10'000, sum));
    CHECK(sum == 30'000LL * 29'999 / 2);
  }
}

TEST_CASE("Queue: who waits for an item, or for room, in vain is named") {
  const auto get = []() -> Task<> {
    Queue<int> queue;
    co_await queue.get();
  };
  const auto put = []() -> Task<> {
    Queue<int> queue(1);
    co_await queue.put(1);
    co_await queue.put(2);
  };
  CHECK_THROWS_WITH_AS(sim::World().run(get()), doctest::Contains("waits for an item of a queue"),
                       sim::Deadlock);
  CHECK_THROWS_WITH_AS(sim::World().run(put()), doctest::Contains("waits for room in a queue"),
                       sim::Deadlock);
}

}  // namespace
}  // namespace kit
