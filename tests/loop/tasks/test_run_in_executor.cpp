// run_in_executor: work in other threads, and a loop that goes on.
//
// Nothing here waits for time: what blocks, blocks until the test opens a gate. A loop that stood
// still meanwhile would never open it.
#include "loop/tasks/run_in_executor.hpp"

#include <doctest/doctest.h>
#include <signal.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/run.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;

/// Whoever comes waits until it is opened.
class Gate {
 public:
  void open() { opened_.set_value(); }
  void pass() const { future_.wait(); }

 private:
  std::promise<void> opened_;
  std::shared_future<void> future_ = opened_.get_future().share();
};

Task<> value_of_a_thread() {
  auto work = [] { return std::this_thread::get_id(); };
  const std::thread::id there = co_await run_in_executor(work);
  CHECK((there != std::this_thread::get_id()));
  auto movable = [] { return std::make_unique<int>(7); };
  const std::unique_ptr<int> seven = co_await run_in_executor(movable);
  CHECK(*seven == 7);
  bool done = false;
  auto nothing = [&done] { done = true; };
  co_await run_in_executor(nothing);
  CHECK(done);
}

TEST_CASE("run_in_executor: the work is done by another thread, and its result comes back") {
  run(value_of_a_thread());
}

Task<> exception_of_a_thread() {
  auto work = []() -> int { throw std::out_of_range("too far"); };
  std::string said;
  try {
    (void)co_await run_in_executor(work);
  } catch (const std::out_of_range& error) {
    said = error.what();
  }
  CHECK(said == "too far");
}

TEST_CASE("run_in_executor: what the work throws is thrown here") { run(exception_of_a_thread()); }

Task<> open_soon(Gate& gate) {
  for (int pass = 0; pass < 10; ++pass) co_await sleep(0s);
  gate.open();
}

Task<> loop_goes_on() {
  Gate gate;
  const TaskHandle<> other = create_task(open_soon(gate));
  auto work = [&gate] { gate.pass(); };
  co_await run_in_executor(work);
  CHECK(other.done());
}

TEST_CASE("run_in_executor: the loop goes on while a thread is blocked") { run(loop_goes_on()); }

Task<> wait_at(Executor& pool, Gate& gate, std::atomic<int>& begun) {
  auto work = [&] {
    ++begun;
    gate.pass();
  };
  co_await run_in_executor(pool, work);
}

Task<> cancel_both(ThreadPool& pool, Gate& gate, std::atomic<int>& begun) {
  const TaskHandle<> first = create_task(wait_at(pool, gate, begun));
  const TaskHandle<> second = create_task(wait_at(pool, gate, begun));
  while (begun == 0) co_await sleep(0s);
  first.cancel();
  second.cancel();
  co_await sleep(0s);
  co_await sleep(0s);
  CHECK(first.cancelled());  // though its work is still blocked
  CHECK(second.cancelled());
}

TEST_CASE("run_in_executor: who is cancelled does not wait; what has not begun never begins") {
  Gate gate;
  std::atomic<int> begun = 0;
  {
    ThreadPool pool(1);
    run(cancel_both(pool, gate, begun));
    gate.open();
  }  // waits for its thread
  CHECK(begun == 1);
}

Task<> leave_it(ThreadPool& pool, Gate& gate, std::atomic<int>& begun) {
  create_task(wait_at(pool, gate, begun));
  while (begun == 0) co_await sleep(0s);
}

TEST_CASE("run_in_executor: the loop may be gone when the work ends") {
  Gate gate;
  std::atomic<int> begun = 0;
  ThreadPool pool(1);
  run(leave_it(pool, gate, begun));
  gate.open();
  CHECK(begun == 1);
}

Task<> meet(ThreadPool& pool, std::atomic<int>& there, Gate& all_there) {
  auto work = [&] {
    if (++there == 3) all_there.open();
    all_there.pass();
  };
  co_await run_in_executor(pool, work);
}

Task<> meet_all(ThreadPool& pool) {
  std::atomic<int> there = 0;
  Gate all_there;
  std::vector<TaskHandle<>> guests;
  for (int i = 0; i < 3; ++i) guests.push_back(create_task(meet(pool, there, all_there)));
  for (const TaskHandle<>& guest : guests) co_await guest;
  CHECK(there == 3);
}

TEST_CASE("run_in_executor: three threads work at the same time") {
  ThreadPool pool(3);
  run(meet_all(pool));
}

Task<> note(ThreadPool& pool, std::vector<int>& order, int number) {
  auto work = [&order, number] { order.push_back(number); };
  co_await run_in_executor(pool, work);
}

Task<> note_all(ThreadPool& pool) {
  std::vector<int> order;
  std::vector<TaskHandle<>> notes;
  for (int i = 0; i < 100; ++i) notes.push_back(create_task(note(pool, order, i)));
  for (const TaskHandle<>& each : notes) co_await each;
  REQUIRE(order.size() == 100);
  for (int i = 0; i < 100; ++i) CHECK(order[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("run_in_executor: one thread works in the order of asking") {
  ThreadPool pool(1);
  run(note_all(pool));
}

Task<> mask_of_a_thread() {
  auto work = [] {
    sigset_t mask;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    return sigismember(&mask, SIGINT) == 1 && sigismember(&mask, SIGTERM) == 1;
  };
  const bool blocked = co_await run_in_executor(work);
  CHECK(blocked);
}

TEST_CASE("run_in_executor: signals are left to the loop's thread") { run(mask_of_a_thread()); }

Task<> here() {
  auto work = [] { return std::this_thread::get_id(); };
  const std::thread::id there = co_await run_in_executor(work);
  CHECK((there == std::this_thread::get_id()));
}

TEST_CASE("run_in_executor: a simulated loop does the work itself, the same every time") {
  sim::World world;
  world.run(here());
}

TEST_CASE("run_in_executor: a pool without threads is refused") {
  CHECK_THROWS_AS(ThreadPool(0), std::invalid_argument);
}

}  // namespace
}  // namespace kit
