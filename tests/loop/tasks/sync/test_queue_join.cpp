// Queue: task_done and join, for who must know when the work on the items is finished.

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/sync/queue.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;

Task<> join(Queue<int>& queue, bool& joined) {
  co_await queue.join();
  joined = true;
}

TEST_CASE("K16: task_done more often than there were items is an error") {
  Queue<int> queue;
  CHECK_THROWS_AS(queue.task_done(), std::logic_error);
  queue.put_nowait(1);
  queue.task_done();
  CHECK_THROWS_AS(queue.task_done(), std::logic_error);
  queue.put_nowait(2);
  queue.task_done();
  CHECK(queue.qsize() == 2);  // nothing was taken out by that
}

Task<> join_when_done() {
  Queue<int> queue;
  const std::uint32_t before = EventLoop::current().pass();
  co_await queue.join();
  CHECK(EventLoop::current().pass() == before);

  bool joined = false;
  bool also = false;
  queue.put_nowait(1);
  queue.put_nowait(2);
  (void)create_task(join(queue, joined));
  (void)create_task(join(queue, also));
  co_await sleep(1s);
  CHECK(queue.get_nowait() == 1);
  CHECK(queue.get_nowait() == 2);
  queue.task_done();
  co_await sleep(1s);
  CHECK_FALSE(joined);  // all were got, one is not done
  queue.task_done();
  co_await sleep(0s);
  CHECK(joined);
  CHECK(also);
  queue.put_nowait(3);
  joined = false;
  (void)create_task(join(queue, joined));
  co_await sleep(1s);
  CHECK_FALSE(joined);
  queue.task_done();
  co_await sleep(0s);
  CHECK(joined);
}

TEST_CASE("K16: join waits for the last task_done, not for the last get; or not at all") {
  sim::World().run(join_when_done());
}

Task<> work(Queue<int>& queue, int& done) {
  for (;;) {
    const int item = co_await queue.get();
    co_await sleep(Duration(item * 1ms));
    ++done;
    queue.task_done();
  }
}

Task<> workers(int& done) {
  Queue<int> queue(5);
  std::vector<TaskHandle<>> crew;
  for (int i = 0; i < 3; ++i) crew.push_back(create_task(work(queue, done)));
  for (int i = 0; i < 100; ++i) co_await queue.put(i % 7);
  co_await queue.join();
  CHECK(done == 100);
  for (const TaskHandle<>& worker : crew) worker.cancel();
  co_await sleep(0s);
  for (const TaskHandle<>& worker : crew) CHECK(worker.cancelled());
  CHECK(EventLoop::current().timer_count() == 0);
}

TEST_CASE("K16: workers that are cancelled after join have finished everything") {
  int done = 0;
  sim::World().run(workers(done));
}

Task<> cancel_join(bool done_first) {
  Queue<int> queue;
  queue.put_nowait(1);
  bool joined = false;
  bool other = false;
  const TaskHandle<> waits = create_task(join(queue, joined));
  (void)create_task(join(queue, other));
  co_await sleep(0s);
  if (done_first) queue.task_done();
  waits.cancel();
  if (!done_first) queue.task_done();
  co_await sleep(1s);
  CHECK(waits.cancelled());
  CHECK_FALSE(joined);
  CHECK(other);
}

TEST_CASE("K16: a cancelled join leaves the others alone") {
  sim::World().run(cancel_join(true));
  sim::World().run(cancel_join(false));
}

}  // namespace
}  // namespace kit
