// Eviction: the keys that go are nearly the best ones to lose, and always allowed ones.
#include <doctest/doctest.h>

#include <string>

#include "servers/resp/store/eviction.hpp"

namespace kit::resp {
namespace {

constexpr std::int64_t start = 1'700'000'000'000;

/// Numbered keys, and luck that is the same each time.
struct House {
  House() { at(0); }
  void at(std::int64_t seconds) {
    keyspace.state().now = start + 1000 * seconds;
    keyspace.state().usage.set_time(keyspace.now());
  }
  void add(int first, int count, std::size_t database = 0, Database::Deadline deadline = {}) {
    for (int i = first; i < first + count; ++i)
      keyspace[database].set(std::to_string(i), "value", deadline);
  }
  void use(int number) {
    Entry* const entry = keyspace[0].find(std::to_string(number));
    REQUIRE(entry != nullptr);
    entry->set_access(keyspace.state().usage.next(entry->access()));
  }
  /// Takes out so many; returns how many of them had a number from `first` on.
  int evict(EvictionPolicy policy, int count, int first) {
    int found = 0;
    for (int i = 0; i < count; ++i) {
      const auto victim = eviction.choose(policy, 5);
      REQUIRE(victim);
      if (std::stoi(victim->key) >= first) ++found;
      REQUIRE(keyspace[victim->database].erase(victim->key));
    }
    return found;
  }

  Keyspace keyspace;
  std::uint64_t luck = 1;
  Eviction eviction{keyspace,
                    [this] { return luck = luck * 6364136223846793005u + 1442695040888963407u; }};
};

TEST_CASE("Eviction: without a policy or without keys, nothing goes") {
  House house;
  CHECK_FALSE(house.eviction.choose(EvictionPolicy::allkeys_lru, 5));
  CHECK_FALSE(house.eviction.choose(EvictionPolicy::allkeys_random, 5));
  house.add(0, 100);
  CHECK_FALSE(house.eviction.choose(EvictionPolicy::noeviction, 5));
  for (const auto policy : {EvictionPolicy::volatile_lru, EvictionPolicy::volatile_lfu,
                            EvictionPolicy::volatile_random, EvictionPolicy::volatile_ttl})
    CHECK_FALSE(house.eviction.choose(policy, 5));
}

TEST_CASE("Eviction: LRU takes those that were not used for long") {
  House house;
  house.add(0, 5000);  // old
  house.at(100);
  house.add(5000, 5000);
  // Of the half that goes, nearly all should be old. By lot it would be half of them.
  CHECK(house.evict(EvictionPolicy::allkeys_lru, 4000, 5000) < 200);
}

TEST_CASE("Eviction: LRU spares what is used again and again") {
  House house;
  house.add(0, 10'000);
  house.at(50);
  for (int hot = 0; hot < 1000; ++hot) house.use(hot);
  house.at(60);
  house.evict(EvictionPolicy::allkeys_lru, 6000, 0);
  int alive = 0;
  for (int hot = 0; hot < 1000; ++hot)
    if (house.keyspace[0].find(std::to_string(hot)) != nullptr) ++alive;
  CHECK(alive > 980);
}

TEST_CASE("Eviction: LFU spares what is used often, also if all were used just now") {
  House house;
  house.keyspace.state().usage.count_uses(10, 1);
  house.add(0, 10'000);
  for (int round = 0; round < 50; ++round)
    for (int hot = 0; hot < 1000; ++hot) house.use(hot);
  for (int each = 1000; each < 10'000; ++each) house.use(each);
  house.evict(EvictionPolicy::allkeys_lfu, 6000, 0);
  int alive = 0;
  for (int hot = 0; hot < 1000; ++hot)
    if (house.keyspace[0].find(std::to_string(hot)) != nullptr) ++alive;
  CHECK(alive > 980);
}

TEST_CASE("Eviction: TTL takes those that die soonest, and none that lives on") {
  House house;
  house.add(0, 1000, 0, start + 1'000'000);
  house.add(1000, 1000, 0, start + 2'000'000);
  house.add(2000, 1000);
  CHECK(house.evict(EvictionPolicy::volatile_ttl, 900, 1000) < 60);
  CHECK(house.evict(EvictionPolicy::volatile_ttl, 1100, 2000) == 0);
  CHECK_FALSE(house.eviction.choose(EvictionPolicy::volatile_ttl, 5));
  CHECK(house.keyspace[0].size() == 1000);
}

TEST_CASE("Eviction: the volatile policies leave alone what has no deadline") {
  for (const auto policy : {EvictionPolicy::volatile_lru, EvictionPolicy::volatile_lfu,
                            EvictionPolicy::volatile_random}) {
    House house;
    house.add(0, 300, 0, start + 1'000'000);
    house.add(1000, 300);
    CHECK(house.evict(policy, 300, 1000) == 0);
    CHECK_FALSE(house.eviction.choose(policy, 5));
  }
}

TEST_CASE("Eviction: down to the last key, in all databases") {
  for (const auto policy :
       {EvictionPolicy::allkeys_lru, EvictionPolicy::allkeys_lfu, EvictionPolicy::allkeys_random}) {
    House house;
    house.add(0, 500, 0);
    house.add(0, 500, 9);
    house.add(0, 1, 15);
    house.evict(policy, 1001, 0);
    CHECK(house.keyspace.key_count() == 0);
    CHECK_FALSE(house.eviction.choose(policy, 5));
  }
}

TEST_CASE("Eviction: a candidate that has gone or been spared meanwhile is no victim") {
  House house;
  house.add(0, 40, 0, start + 1'000'000);
  REQUIRE(house.eviction.choose(EvictionPolicy::volatile_ttl, 40));  // the pool is full
  for (int i = 0; i < 40; ++i) {
    Entry* const entry = house.keyspace[0].find(std::to_string(i));
    if (i % 2 == 0) house.keyspace[0].set_deadline(entry, {});
    if (i % 2 == 1 && i > 5) house.keyspace[0].erase(std::to_string(i));
  }
  for (int left = 3; left > 0; --left) {
    const auto victim = house.eviction.choose(EvictionPolicy::volatile_ttl, 5);
    REQUIRE(victim);
    CHECK(house.keyspace[0].erase(victim->key));
  }
  CHECK_FALSE(house.eviction.choose(EvictionPolicy::volatile_ttl, 5));
  CHECK(house.keyspace[0].size() == 20);
}

}  // namespace
}  // namespace kit::resp
