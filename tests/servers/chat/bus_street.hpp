// Houses with a chat each, and a bus that stops at all of them, in one simulated world.
#pragma once

#include <doctest/doctest.h>

#include <deque>
#include <string>
#include <vector>

#include "loop/tasks/sleep.hpp"
#include "servers/chat/bus.hpp"
#include "tests/servers/chat/house.hpp"
#include "tests/support/fake_redis.hpp"

namespace kit::test {

class Street {
 public:
  /// With one house for each name.
  explicit Street(const std::vector<std::string>& names) {
    for (const std::string& name : names) add(name);
  }
  Street(const Street&) = delete;
  Street& operator=(const Street&) = delete;
  /// The last house first: its log has taken the place of the one before, and gives it back.
  ~Street() {
    buses.clear();
    while (!houses.empty()) houses.pop_back();
  }

  House& add(const std::string& name, std::size_t outbox_limit = 256 * 1024) {
    House& house = houses.emplace_back(ChatOptions());
    BusOptions options;
    options.redis.url.host = "127.0.0.1";
    options.redis.url.port = redis.port();
    options.redis.backoff.seed = static_cast<std::uint32_t>(1 + houses.size());
    options.room = name;
    options.program = std::string(15, 'a') + "0123456789"[houses.size()];
    options.outbox_limit = outbox_limit;
    buses.emplace_back(house.room, options, 0).start();
    return house;
  }

  /// The bus dies, and everybody knows.
  Task<void> lose_bus() {
    redis.die();
    co_await passes(10);
  }
  /// It comes back, and everybody knows.
  Task<void> get_bus_back() {
    redis.come_back();
    co_await sleep(std::chrono::seconds(11));
  }

  /// Checks that nothing is left. The guests must have vanished.
  Task<void> shut() {
    co_await passes(10);
    for (Bus& bus : buses) co_await bus.finish();
    buses.clear();
    co_await redis.shut();
    for (House& house : houses)
      std::erase_if(house.log.records, [](const std::string& record) {
        return record.find(" is away: ") != record.npos;
      });
    for (auto house = houses.rbegin(); house != houses.rend(); ++house) co_await house->shut();
  }

  FakeRedis redis;
  std::deque<House> houses;
  std::deque<Bus> buses;
};

/// Alice is in the kitchen and Bob in the attic, and each has heard the other come.
using BusEvening = Task<void> (*)(Street&, Guest& alice, Guest& bob);

inline Task<void> spend_on_street(BusEvening evening, bool old_redis) {
  Street street({});
  if (old_redis) street.redis.know_no_resp3();
  House& kitchen = street.add("kitchen");
  House& attic = street.add("attic");
  co_await passes(20);
  {
    Guest alice;
    Guest bob;
    co_await alice.enters(kitchen, "Alice");
    co_await bob.enters(attic, "Bob");
    co_await alice.hears(joined("Bob@attic"));
    co_await evening(street, alice, bob);
  }
  co_await street.shut();
}

inline void on_a_street(BusEvening evening, bool old_redis = false) {
  sim::World world;
  world.run(spend_on_street(evening, old_redis));
  CHECK(world.loop().timer_count() == 0);
  CHECK(world.network().open_descriptors() == 0);
}

}  // namespace kit::test
