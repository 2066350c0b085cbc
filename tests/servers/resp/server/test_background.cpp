// What a server does when nobody asks, under virtual time. What costs time is said by the test.
#include "servers/resp/server/background.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <new>
#include <string>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

using namespace std::chrono_literals;

Task<void> look_after_until(Instance& instance, Event& end) {
  const TaskHandle<void> background = create_task(look_after(instance), "background");
  co_await end.wait();
  background.cancel();
}

/// Somebody who wants a turn each millisecond, and notes how long past it he had to wait.
Task<void> wait_for_turns(EventLoop& loop, Duration& longest) {
  for (;;) {
    const TimePoint start = loop.time();
    co_await sleep(1ms);
    longest = std::max(longest, loop.time() - start - 1ms);
  }
}

/// A server without connections whose wall clock and loop have the same time.
class House {
 public:
  explicit House(int hz = 10) {
    clock_ = &world.clock();
    instance.parameters.hz = hz;
    instance.journal = &journal;
    world.start(look_after_until(instance, end_));
    world.settle();
  }
  House(const House&) = delete;
  House& operator=(const House&) = delete;
  /// Everything has ended, nothing is left.
  void close() {
    end_.set();
    world.finish();
  }

  std::int64_t wall_clock() {
    using std::chrono::duration_cast;
    if (clock_ == nullptr) return 1'700'000'000'000;  // the world does not turn yet
    const auto passed = clock_->now().time_since_epoch();
    return 1'700'000'000'000 + duration_cast<std::chrono::milliseconds>(passed).count();
  }
  Database& database(std::size_t number = 0) { return instance.keyspace[number]; }
  /// Keys of one database, which die so much later; zero: never.
  void fill(const std::string& prefix, int count, Duration life, std::size_t number = 0) {
    const std::int64_t time = std::chrono::duration_cast<std::chrono::milliseconds>(life).count();
    for (int i = 0; i < count; ++i)
      database(number).set(prefix + std::to_string(i), "x",
                           life == 0s ? Database::Deadline() : wall_clock() + time);
  }

 private:
  sim::VirtualClock* clock_ = nullptr;
  Event end_;

 public:
  // The world last: a test that fails leaves tasks, and they go first.
  NotedJournal journal;
  Instance instance{{}, [this] { return wall_clock(); }};
  sim::World world{1, sim::calm};
};

TEST_CASE("background: keys die without anybody touching them, and only those") {
  House house;
  house.fill("dies:", 300, 5s);
  house.fill("later:", 100, 60s);
  house.fill("stays:", 100, 0s);
  house.world.advance(4900ms);
  CHECK(house.database().size() == 500);
  house.world.advance(300ms);
  CHECK(house.database().size() == 200);
  CHECK(house.instance.statistics.expired_keys == 300);
  CHECK(house.journal.lines.size() == 300);
  CHECK(house.journal.lines.front().starts_with("0 DEL dies:"));
  house.world.advance(60s);
  CHECK(house.database().size() == 100);
  house.close();
}

TEST_CASE("background: that keys have died is told to those who have subscribed to it") {
  House house;
  Client client;
  client.id = 1;
  house.instance.clients.emplace(client.id, &client);
  house.instance.parameters.notified_events = *EventSelection::parse("Ex");
  house.instance.subscriptions.join(client, Realm::channel, "__keyevent@0__:expired");
  house.fill("dies:", 1, 1s);
  house.world.advance(900ms);
  CHECK(client.out == "");
  house.world.advance(300ms);
  CHECK(client.out == "*3\r\n$7\r\nmessage\r\n" + bulk("__keyevent@0__:expired") + bulk("dies:0"));
  house.instance.subscriptions.leave_all(client);
  house.instance.clients.clear();
  house.close();
}

TEST_CASE("background: every database is looked through") {
  House house;
  for (std::size_t number = 0; number < house.instance.keyspace.size(); ++number)
    house.fill("key:", 10, 1s, number);
  house.world.advance(1200ms);
  CHECK(house.instance.keyspace.key_count() == 0);
  CHECK(std::ranges::count(house.journal.lines, "15 DEL key:7") == 1);
  house.close();
}

TEST_CASE("background: it looks hz times a second") {
  House house(1);
  house.fill("key:", 10, 100ms);
  house.world.advance(900ms);
  CHECK(house.database().size() == 10);
  house.world.advance(200ms);
  CHECK(house.database().size() == 0);
  house.instance.parameters.hz = 50;  // CONFIG SET: from the next round on
  house.world.advance(1s);
  house.fill("key:", 10, 1ms);
  house.world.advance(40ms);
  CHECK(house.database().size() == 0);
  house.close();
}

TEST_CASE("background: while many are dead it goes on at once, not at the next round") {
  House house;
  house.fill("dies:", 20'000, 1s);
  house.fill("later:", 20'000, 3600s);
  house.world.advance(1150ms);
  CHECK(house.database().size() < 22'000);  // till hardly one in twenty is dead
  house.close();
}

TEST_CASE("background: the last few among many that live are found, too, round by round") {
  House house;
  house.fill("dies:", 200, 1s);
  house.fill("later:", 20'000, 3600s);
  house.world.advance(1100ms);
  CHECK(house.database().size() > 20'000);  // hardly any are dead: not worth looking on
  house.world.advance(4s);
  CHECK(house.database().size() == 20'000);
  house.close();
}

TEST_CASE("background: a quarter of the time at most, and nobody waits a millisecond") {
  constexpr Duration cost = 5us;  // of a death
  constexpr int keys = 100'000;
  House house;
  const auto note = house.instance.keyspace.state().on_expired;
  house.instance.keyspace.state().on_expired = [&](std::size_t number, std::string_view key) {
    note(number, key);
    house.world.clock().advance(cost);
  };
  Duration longest{};
  const auto other = create_task(house.world.loop(), wait_for_turns(house.world.loop(), longest));
  house.fill("key:", keys, 1s);
  house.world.advance(900ms);
  const TimePoint before = house.world.clock().now();
  const auto all_dead = [&house] { return house.database().size() == 0; };
  REQUIRE(house.world.run_until(all_dead, 1h) == sim::World::Ended::goal);
  const Duration taken = house.world.clock().now() - before;
  CHECK(taken >= 4 * keys * cost - 10ms);
  CHECK(taken <= 4 * keys * cost + 400ms);
  CHECK(longest > 400us);  // it does not sleep away the time that it has
  CHECK(longest < 1ms);
  other.cancel();
  house.close();
}

TEST_CASE("background: without memory it tries again in the next round") {
  House house;
  int refusals = 0;
  const auto note = house.instance.keyspace.state().on_expired;
  house.instance.keyspace.state().on_expired = [&](std::size_t number, std::string_view key) {
    if (refusals < 3) {
      ++refusals;
      throw std::bad_alloc();
    }
    note(number, key);
  };
  house.fill("key:", 100, 1s);
  house.world.advance(1250ms);
  CHECK(house.database().size() == 100);
  CHECK(refusals == 3);
  house.world.advance(200ms);
  CHECK(house.database().size() == 0);
  house.close();
}

TEST_CASE("background: what a flush leaves is freed at once, not at the next round") {
  House house(1);
  house.fill("key:", 10'000, 0s);
  house.fill("key:", 10'000, 3600s, 3);
  house.world.advance(10ms);
  const TimePoint before = house.world.clock().now();
  house.instance.flush(3);
  house.world.settle();
  CHECK(!house.instance.keyspace.has_remains());
  CHECK(house.instance.keyspace.key_count() == 10'000);
  house.instance.flush_all();
  CHECK(house.instance.keyspace.has_remains());
  house.world.settle();
  CHECK(!house.instance.keyspace.has_remains());
  CHECK(house.world.clock().now() == before);
  house.close();
}

TEST_CASE("background: freeing is cut into pieces") {
  House house;
  house.fill("key:", 100'000, 0s);
  house.instance.flush_all();
  const std::uint32_t passes = house.world.loop().pass();
  house.world.settle();
  CHECK(house.world.loop().pass() - passes > 20);
  house.close();
}

TEST_CASE("background: a rehash ends although nobody writes") {
  House house;
  int count = 0;
  while (!house.database(5).rehash_for(0) || count < 10'000)
    house.database(5).set("key:" + std::to_string(count++), "x");
  house.world.advance(200ms);
  CHECK(!house.database(5).rehash_for(0));
  house.close();
}

TEST_CASE("background: with nothing to do it sleeps from round to round") {
  House house;
  house.fill("stays:", 1000, 0s);
  house.fill("later:", 100'000, 3600s);
  house.world.advance(1s);  // the tables are in shape
  const std::uint32_t passes = house.world.loop().pass();
  house.world.advance(10s);
  CHECK(house.world.loop().pass() - passes <= 5 * 100);
  CHECK(house.instance.keyspace.key_count() == 101'000);
  house.close();
}

}  // namespace
}  // namespace kit::resp
