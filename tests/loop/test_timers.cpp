// TimerQueue, apart from any loop: what comes out, and in which order.
#include "loop/timers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <utility>
#include <vector>

using namespace kit;
using namespace std::chrono_literals;

namespace {

/// A timer with a number to know it by.
class Alarm final : public Handle {
 public:
  explicit Alarm(int number) : number_(number) {}
  void run() override {}
  int number() const { return number_; }
  Timer timer{*this};

 private:
  int number_;
};

TimePoint at(Duration since_zero) { return TimePoint(since_zero); }

int number_of(const Handle* handle) { return static_cast<const Alarm*>(handle)->number(); }

/// Takes everything that is due before `end`.
std::vector<int> pop_numbers(TimerQueue& queue, TimePoint end = TimePoint::max()) {
  std::vector<int> numbers;
  while (const Handle* handle = queue.pop_due(end)) numbers.push_back(number_of(handle));
  return numbers;
}

}  // namespace

TEST_CASE("L05: timers come out by deadline, not by creation") {
  TimerQueue queue;
  Alarm thirty(30);
  Alarm ten(10);
  Alarm twenty(20);
  queue.add(thirty.timer, at(30ms));
  queue.add(ten.timer, at(10ms));
  queue.add(twenty.timer, at(20ms));
  CHECK(queue.size() == 3);
  CHECK(queue.next_deadline() == at(10ms));
  CHECK(pop_numbers(queue) == std::vector{10, 20, 30});
  CHECK(queue.size() == 0);
  CHECK_FALSE(queue.next_deadline().has_value());
}

TEST_CASE("L06: equal deadlines come out first in, first out") {
  TimerQueue queue;
  std::vector<std::unique_ptr<Alarm>> alarms;
  std::vector<int> expected;
  for (int i = 0; i < 100; ++i) {
    alarms.push_back(std::make_unique<Alarm>(i));
    queue.add(alarms.back()->timer, at(7ms));
    expected.push_back(i);
  }
  CHECK(pop_numbers(queue) == expected);
}

TEST_CASE("L08: a timer is due when its deadline is before the end, and not at it") {
  TimerQueue queue;
  Alarm alarm(1);
  queue.add(alarm.timer, at(100ms));
  CHECK(queue.pop_due(at(99ms)) == nullptr);
  CHECK(queue.pop_due(at(100ms)) == nullptr);
  CHECK(alarm.timer.pending());
  CHECK(queue.pop_due(at(100ms) + 1ns) == &alarm);
  CHECK_FALSE(alarm.timer.pending());
}

TEST_CASE("L10: a removed timer leaves at once, wherever it stands") {
  for (int gone = 0; gone < 20; ++gone) {
    CAPTURE(gone);
    TimerQueue queue;
    std::vector<std::unique_ptr<Alarm>> alarms;
    std::vector<int> expected;
    for (int i = 0; i < 20; ++i) {
      alarms.push_back(std::make_unique<Alarm>(i));
      queue.add(alarms.back()->timer, at(i * 1ms));
      if (i != gone) expected.push_back(i);
    }
    queue.remove(alarms[static_cast<std::size_t>(gone)]->timer);
    CHECK(queue.size() == 19);
    CHECK_FALSE(alarms[static_cast<std::size_t>(gone)]->timer.pending());
    CHECK(pop_numbers(queue) == expected);
  }
}

TEST_CASE("L10: removing twice, or after it came out, does nothing") {
  TimerQueue queue;
  Alarm first(1);
  Alarm second(2);
  queue.add(first.timer, at(1ms));
  queue.add(second.timer, at(2ms));
  queue.remove(first.timer);
  queue.remove(first.timer);
  CHECK(queue.size() == 1);
  CHECK(queue.pop() == &second);
  queue.remove(second.timer);
  CHECK(queue.pop() == nullptr);
}

TEST_CASE("L10: a timer may be added again once it is out, and then stands behind its equals") {
  TimerQueue queue;
  Alarm first(1);
  Alarm second(2);
  queue.add(first.timer, at(5ms));
  queue.add(second.timer, at(5ms));
  queue.remove(first.timer);
  queue.add(first.timer, at(5ms));
  CHECK(pop_numbers(queue) == std::vector{2, 1});
}

// The heap against a list that is sorted anew each time, with deadlines that collide often.
TEST_CASE("L05, L06: a thousand random adds and removes keep the order") {
  std::mt19937 random(20261120);  // NOLINT: the same numbers each time, on purpose
  TimerQueue queue;
  std::vector<std::unique_ptr<Alarm>> alarms;
  std::vector<std::pair<TimePoint, int>> expected;  // in order of adding
  for (int i = 0; i < 1000; ++i) {
    alarms.push_back(std::make_unique<Alarm>(i));
    const TimePoint deadline = at(static_cast<int>(random() % 50) * 1ms);
    queue.add(alarms.back()->timer, deadline);
    expected.emplace_back(deadline, i);
    if (random() % 3 == 0) {
      const std::size_t index = random() % expected.size();
      queue.remove(alarms[static_cast<std::size_t>(expected[index].second)]->timer);
      expected.erase(expected.begin() + static_cast<std::ptrdiff_t>(index));
    }
  }
  std::sort(expected.begin(), expected.end());  // by deadline, then by order of adding
  std::vector<int> numbers;
  for (const auto& [deadline, number] : expected) numbers.push_back(number);
  CHECK(queue.size() == numbers.size());
  CHECK(pop_numbers(queue) == numbers);
}
