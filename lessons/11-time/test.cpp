// Lesson 11: what waits for a moment comes out in time, in order, and only if it is still wanted.
#include <doctest/doctest.h>

#include <deque>
#include <string>
#include <utility>

#include "lessons/support/story.hpp"
#include "loop/event_loop.hpp"
#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/timers.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;

/// A handle with a name and a timer of its own. It is never run here, only taken out.
class Alarm final : public Handle {
 public:
  explicit Alarm(std::string name) : name_(std::move(name)) {}
  void run() override {}
  const std::string& name() const { return name_; }
  Timer timer{*this};

 private:
  std::string name_;
};

/// So long after the beginning of time.
TimePoint at(Duration since_zero) { return TimePoint(since_zero); }

/// A queue, and alarms that live as long.
class Kitchen {
 public:
  Alarm& set(const std::string& name, Duration deadline) {
    alarms_.emplace_back(name);
    queue.add(alarms_.back().timer, at(deadline));
    return alarms_.back();
  }

  /// The earliest deadline, in minutes; -1 for none.
  int next_minute() const {
    const auto deadline = queue.next_deadline();
    return deadline ? static_cast<int>(deadline->time_since_epoch() / 1min) : -1;
  }

  /// The name of the next one that is due before `end`; it leaves the queue.
  std::string due_before(Duration end) { return name_of(queue.pop_due(at(end))); }

  /// The names of all that is left, in the order in which it comes out. Ends also when a wrong
  /// queue gives out more than went in.
  std::string take_all() {
    std::string names;
    for (std::size_t i = 0; i <= alarms_.size(); ++i) {
      const Handle* const handle = queue.pop();
      if (handle == nullptr) break;
      names += (names.empty() ? "" : " ") + name_of(handle);
    }
    return names;
  }

  TimerQueue queue;

 private:
  static std::string name_of(const Handle* handle) {
    return handle == nullptr ? "nobody" : static_cast<const Alarm*>(handle)->name();
  }

  std::deque<Alarm> alarms_;  // they must not move
};

TEST_CASE("11.1: a timer that was added is pending") {
  Kitchen kitchen;
  CHECK(kitchen.next_minute() == -1);
  step("the egg is set to 3 minutes");
  const Alarm& egg = kitchen.set("egg", 3min);
  CHECK(egg.timer.pending());
  CHECK(kitchen.queue.size() == 1);
  CHECK(kitchen.next_minute() == 3);
}

TEST_CASE("11.1: each newcomer rises as far as it must") {
  needs("11.2");
  Kitchen kitchen;
  for (int minutes = 20; minutes > 0; --minutes) {
    step("an alarm is set to " + std::to_string(minutes) + " minutes, earlier than all before");
    kitchen.set("x", minutes * 1min);
    REQUIRE(kitchen.next_minute() == minutes);
  }
}

TEST_CASE("11.1: a timer that others have overtaken can be cancelled") {
  needs("11.2, 11.3");
  Kitchen kitchen;
  step("the tea is set to 5 minutes; then the egg to 3, which overtakes it");
  Alarm& tea = kitchen.set("tea", 5min);
  const Alarm& egg = kitchen.set("egg", 3min);
  step("the tea is cancelled");
  kitchen.queue.remove(tea.timer);
  CHECK(egg.timer.pending());
  CHECK(kitchen.next_minute() == 3);
}

TEST_CASE("11.2: of two timers the earlier deadline is the next") {
  Kitchen kitchen;
  step("the tea is set to 5 minutes");
  kitchen.set("tea", 5min);
  CHECK(kitchen.next_minute() == 5);
  step("the egg is set to 3 minutes: 11.1 asks whether it is before the tea, and 11.2 answers");
  kitchen.set("egg", 3min);
  CHECK(kitchen.next_minute() == 3);
}

TEST_CASE("11.2: equal deadlines come out in the order they went in") {
  needs("11.3, 11.4");
  Kitchen kitchen;
  step("six alarms, a to f, are set to the same moment");
  for (const char* const name : {"a", "b", "c", "d", "e", "f"}) kitchen.set(name, 3min);
  step("all are taken out");
  CHECK(kitchen.take_all() == "a b c d e f");
}

TEST_CASE("11.2: a later deadline comes later, also if it was set first") {
  needs("11.3, 11.4");
  Kitchen kitchen;
  step("the bread is set to 40 minutes, then the tea to 5, then the egg to 3");
  kitchen.set("bread", 40min);
  kitchen.set("tea", 5min);
  kitchen.set("egg", 3min);
  step("all are taken out");
  CHECK(kitchen.take_all() == "egg tea bread");
}

TEST_CASE("11.3: to cancel twice takes nobody else out") {
  Kitchen kitchen;
  step("the egg is set to 3 minutes, the tea to 5");
  const Alarm& egg = kitchen.set("egg", 3min);
  Alarm& tea = kitchen.set("tea", 5min);
  step("the tea, the last in the heap, is cancelled: it is not pending any more");
  kitchen.queue.remove(tea.timer);
  CHECK_FALSE(tea.timer.pending());
  step("the bread is set to 40 minutes, and has the tea's place");
  const Alarm& bread = kitchen.set("bread", 40min);
  step("the tea is cancelled once more");
  kitchen.queue.remove(tea.timer);
  CHECK(kitchen.queue.size() == 2);
  CHECK(bread.timer.pending());
  CHECK(egg.timer.pending());
}

// In the heap, what comes after 100 stands on the left, what comes after 1 on the right. So the
// last one, 7, comes to stand below 100 when 105 leaves.
TEST_CASE("11.3: who fills a gap in another branch may have to rise") {
  needs("11.4");
  Kitchen kitchen;
  Alarm* middle = nullptr;
  step("alarms are set to 0, 100, 1, 105, 101, 2, 3, 107, 106, 103, 102, 4, 5, 6, 7 minutes");
  for (const int minutes : {0, 100, 1, 105, 101, 2, 3, 107, 106, 103, 102, 4, 5, 6, 7}) {
    Alarm& alarm = kitchen.set(std::to_string(minutes), minutes * 1min);
    if (minutes == 105) middle = &alarm;
  }
  step("the one at 105 is cancelled");
  kitchen.queue.remove(middle->timer);
  step("all others are taken out");
  CHECK(kitchen.take_all() == "0 1 2 3 4 5 6 7 100 101 102 103 106 107");
}

TEST_CASE("11.4: timers come out by deadline, whatever the order they went in") {
  Kitchen kitchen;
  step("alarms are set to 5, 3, 9, 1, 7, 2, 8, 4, 6 minutes");
  for (const int minutes : {5, 3, 9, 1, 7, 2, 8, 4, 6})
    kitchen.set(std::to_string(minutes), minutes * 1min);
  step("all are taken out");
  CHECK(kitchen.take_all() == "1 2 3 4 5 6 7 8 9");
}

TEST_CASE("11.4: whichever is cancelled, the others keep their order") {
  const std::string letters = "abcdefghijkl";
  for (const char gone : letters) {
    Kitchen kitchen;
    Alarm* cancelled = nullptr;
    std::string expected;
    for (const char letter : letters) {
      Alarm& alarm = kitchen.set(std::string(1, letter), (letter - 'a') * 1min);
      if (letter == gone)
        cancelled = &alarm;
      else
        expected += (expected.empty() ? "" : " ") + alarm.name();
    }
    step("of twelve alarms, a to l, one is cancelled: " + cancelled->name());
    kitchen.queue.remove(cancelled->timer);
    REQUIRE(kitchen.take_all() == expected);
  }
}

TEST_CASE("11.5: nothing comes out before its time") {
  Kitchen kitchen;
  step("the egg is set to 3 minutes");
  const Alarm& egg = kitchen.set("egg", 3min);
  step("the queue is asked who is due before 2 minutes, and then, before exactly 3");
  CHECK(kitchen.due_before(2min) == "nobody");
  CHECK(kitchen.due_before(3min) == "nobody");
  CHECK(egg.timer.pending());
  step("the queue is asked who is due before 3 minutes and a nanosecond");
  CHECK(kitchen.due_before(3min + 1ns) == "egg");
}

TEST_CASE("11.5: who has come out is not in the queue any more") {
  Kitchen kitchen;
  step("the queue is empty, and is asked who is due before 1 hour");
  CHECK(kitchen.due_before(1h) == "nobody");
  step("the egg is set to 3 minutes, the tea to 5");
  const Alarm& egg = kitchen.set("egg", 3min);
  const Alarm& tea = kitchen.set("tea", 5min);
  step("the queue is asked three times who is due before 4 minutes");
  CHECK(kitchen.due_before(4min) == "egg");
  CHECK_FALSE(egg.timer.pending());
  CHECK(kitchen.due_before(4min) == "nobody");
  CHECK(kitchen.due_before(4min) == "nobody");
  CHECK(tea.timer.pending());
}

// ------------------------------------------------------------ the loop on top of it

/// What was done when, in seconds of the simulated clock: "egg 3, tea 5".
class Diary {
 public:
  explicit Diary(sim::World& world) : world_(world) {}
  void write(const std::string& what) {
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
        world_.clock().now().time_since_epoch());
    text_ += (text_.empty() ? "" : ", ") + what + " " + std::to_string(now.count());
  }
  const std::string& text() const { return text_; }

 private:
  sim::World& world_;
  std::string text_;
};

Task<> sleep_and_write(Diary& diary, Duration delay, std::string what) {
  co_await sleep(delay);
  diary.write(what);
}

Task<> sleepers(Diary& diary) {
  step("three tasks sleep for 30, 10 and 20 milliseconds");
  const TaskHandle<> thirty = create_task(sleep_and_write(diary, 30ms, "slow"));
  const TaskHandle<> ten = create_task(sleep_and_write(diary, 10ms, "quick"));
  const TaskHandle<> twenty = create_task(sleep_and_write(diary, 20ms, "middling"));
  co_await thirty;
  co_await ten;
  co_await twenty;
}

TEST_CASE("11.5: tasks that sleep wake in time, each at its own") {
  sim::World world;
  Diary diary(world);
  world.run(sleepers(diary));
  CHECK(diary.text() == "quick 10, middling 20, slow 30");
}

/// Calls itself every 100 ms, counted from its last deadline; each round takes 30 ms.
struct Beat {
  sim::World& world;
  Diary& diary;
  TimePoint deadline;
  int rounds;

  void set() {
    world.loop().call_at(deadline, [this] { tick(); });
  }
  void tick() {
    diary.write("tick");
    world.clock().advance(30ms);
    if (--rounds == 0) return world.loop().stop();
    deadline += 100ms;
    set();
  }
};

TEST_CASE("11.5: a beat that counts from its deadlines does not drift") {
  sim::World world;
  Diary diary(world);
  Beat beat{world, diary, at(100ms), 4};
  step("a callback is asked for at 100 ms, and asks for itself again 100 ms after its deadline");
  beat.set();
  step("the loop runs; each call takes 30 ms");
  world.loop().run_forever();
  CHECK(diary.text() == "tick 100, tick 200, tick 300, tick 400");
}

}  // namespace
}  // namespace kit
