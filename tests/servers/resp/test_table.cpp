// The table against std::unordered_map: through growing and shrinking, with good and bad hashes.
#include "servers/resp/store/table.hpp"

#include <doctest/doctest.h>

#include <utility>
#include <vector>

#include "loop/sim/random.hpp"
#include "tests/servers/resp/items.hpp"

using namespace kit::resp;
using namespace kit::resp::test;

namespace {

std::uint64_t all_alike(std::string_view) { return 0x5500000000000003; }

/// Random operations on `keys` keys; more erases than inserts in every second stretch.
void exercise(Items& items, std::uint64_t seed, int operations, std::uint64_t keys) {
  kit::sim::Random random(seed);
  for (int i = 0; i < operations; ++i) {
    const std::string key = std::to_string(random.below(keys));
    const bool there = items.owned.count(key) == 1;
    const bool shrinking = i / 4000 % 2 == 1;
    const std::uint64_t chance = random.below(10);
    if (chance == 0)
      REQUIRE(items.move(key) == there);
    else if (chance == 1)
      REQUIRE(items.has(key) == there);
    else if ((chance < 4) != shrinking)
      REQUIRE(items.remove(key) == there);
    else
      REQUIRE(items.add(key) == !there);
  }
}

}  // namespace

TEST_CASE("table: an empty one has nothing, and takes no memory beside itself") {
  ItemTable table;
  CHECK(table.empty());
  CHECK(table.find("a", test_hash("a")) == nullptr);
  CHECK(table.erase("a", test_hash("a")) == nullptr);
  CHECK(table.scan(0, [](Item*) {}) == 0);
  CHECK_FALSE(table.rehash_for(10));
  CHECK(table.memory_bytes() == sizeof table);
  CHECK(table.bucket_count() == 0);
  table.prefetch(test_hash("a"));
  table.prefetch_entry(test_hash("a"));
}

TEST_CASE("table: a key is its bytes, zero bytes and none included") {
  Items items;
  const std::vector<std::string> keys{"", std::string(1, '\0'), std::string(2, '\0'), "a", "A"};
  for (const std::string& key : keys) CHECK(items.add(key));
  for (const std::string& key : keys) CHECK_FALSE(items.add(key));
  CHECK(items.agree());
  for (const std::string& key : keys) CHECK(items.remove(key));
  CHECK(items.table.empty());
}

TEST_CASE("table: does what the standard library's does") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    Items items;
    exercise(items, seed, 20000, seed % 2 == 0 ? 3000 : 300);
    CHECK(items.agree());
  }
}

TEST_CASE("table: hashes that are all alike make it slow, not wrong") {
  Items items(all_alike);
  exercise(items, 1, 8000, 120);
  CHECK(items.agree());
}

TEST_CASE("table: every length of a chain, and every hole in it") {
  for (int length = 1; length <= 30; ++length)
    for (int hole = 0; hole < length; ++hole) {
      Items items(all_alike);
      items.add_many(0, length);
      REQUIRE(items.remove(std::to_string(hole)));
      REQUIRE(items.agree());
      REQUIRE(items.add("again"));
      REQUIRE(items.agree());
    }
}

TEST_CASE("table: a chain that empties gives its buckets back") {
  Items items(all_alike);
  items.add_many(0, 7);
  const auto chained = [&items] {
    return items.table.memory_bytes() - sizeof items.table -
           items.table.bucket_count() * sizeof(Bucket);
  };
  CHECK(chained() == 0);
  const ItemTable::Pause pause = items.table.pause();
  items.add_many(7, 100);
  CHECK(chained() > 0);
  items.remove_many(7, 100);
  CHECK(chained() == 0);
  CHECK(items.agree());
}

TEST_CASE("table: a tag and an index that agree are not yet the same key") {
  Items items(all_alike);
  items.add("a");
  CHECK_FALSE(items.has("b"));
}

TEST_CASE("table: grows and shrinks in steps, and finds everything between any two") {
  Items items;
  bool grew = false;
  for (int i = 0; i < 2000; ++i) {
    items.add(std::to_string(i));
    if (items.table.rehashing()) grew = true;
    if (items.table.rehashing() && i % 7 == 0) REQUIRE(items.agree());
  }
  CHECK(grew);
  CHECK(items.table.bucket_count() >= 2000 / 7);
  bool shrank = false;
  for (int i = 0; i < 2000; ++i) {
    items.remove(std::to_string(i));
    if (items.table.rehashing()) shrank = true;
    if (items.table.rehashing() && i % 7 == 0) REQUIRE(items.agree());
  }
  CHECK(shrank);
  CHECK(items.table.empty());
  while (items.table.rehash_for(100)) continue;
  CHECK(items.table.bucket_count() == 1);
}

TEST_CASE("table: a rehash is over long before the next is due") {
  Items items;
  for (int i = 0; i < 100000; ++i) {
    const std::size_t before = items.table.bucket_count();
    const bool was_rehashing = items.table.rehashing();
    items.add(std::to_string(i));
    // An array that comes while another rehash runs would show as a third.
    if (was_rehashing && items.table.rehashing()) REQUIRE(items.table.bucket_count() == before);
    if (items.table.rehashing()) REQUIRE(items.table.size() < 7 * items.table.bucket_count() / 2);
  }
}

TEST_CASE("table: rehash_for moves as many buckets as asked, and says when it is done") {
  Items items;
  items.add_many(0, 100000);
  int i = 100000;
  while (!items.table.rehashing()) items.add_many(i, i + 1), ++i;
  const std::size_t old = items.table.bucket_count() / 3;  // the new array is twice the old one
  CHECK(items.table.rehash_for(old - 1));
  CHECK(items.agree());
  CHECK_FALSE(items.table.rehash_for(1));
  CHECK(items.table.bucket_count() == 2 * old);
  CHECK(items.agree());
}

TEST_CASE("table: while it is paused nothing moves; afterwards it grows") {
  Items items;
  items.add_many(0, 50);
  while (items.table.rehash_for(1)) continue;
  const std::size_t buckets = items.table.bucket_count();
  {
    const ItemTable::Pause pause = items.table.pause();
    items.add_many(50, 3000);
    CHECK_FALSE(items.table.rehash_for(1000));
    CHECK(items.table.bucket_count() == buckets);
    CHECK(items.agree());
  }
  CHECK(items.table.rehash_for(1));
  while (items.table.rehash_for(1)) continue;
  CHECK(items.table.bucket_count() >= 3000 / 7);
  CHECK(items.agree());
}

TEST_CASE("table: one that is moved away leaves an empty one that can be used") {
  Items items;
  int i = 0;
  while (!items.table.rehashing() || i < 5000) items.add_many(i, i + 1), ++i;
  ItemTable taken = std::move(items.table);
  CHECK(items.table.empty());
  CHECK(taken.size() == items.owned.size());
  CHECK(taken.find("7", test_hash("7")) == items.owned.at("7").get());
  CHECK_FALSE(items.has("7"));
  items.table = std::move(taken);
  CHECK(items.agree());
  items.table = ItemTable();
  items.owned.clear();
  CHECK(items.add("7"));
  CHECK(items.agree());
}

TEST_CASE("table: drains step by step, in the middle of a rehash too") {
  for (const bool rehashing : {false, true}) {
    CAPTURE(rehashing);
    Items items;
    int i = 0;
    for (; i < 20000 || items.table.rehashing() != rehashing; ++i) items.add_many(i, i + 1);
    if (rehashing) items.table.rehash_for(100);
    std::size_t freed = 0;
    std::size_t most = 0;
    bool more = true;
    while (more) {
      const std::size_t before = freed;
      more = items.table.drain(10, [&](Item* item) { freed += items.owned.erase(item->key); });
      most = std::max(most, freed - before);
      REQUIRE(items.table.size() == items.owned.size());
    }
    CHECK(freed == static_cast<std::size_t>(i));
    CHECK(most < 10 * 30);
    CHECK(items.table.memory_bytes() == sizeof items.table);
    CHECK(items.add("new"));
    CHECK(items.agree());
  }
}

TEST_CASE("table: prefetching changes nothing") {
  Items items;
  for (int i = 0; i < 3000; ++i) {
    const std::string key = std::to_string(i);
    items.table.prefetch(test_hash(key));
    items.table.prefetch_entry(test_hash(key));
    items.add(key);
  }
  CHECK(items.agree());
}

TEST_CASE("table: room that was reserved is there from the first insert to the last") {
  for (const int count : {1, 7, 8, 5000}) {
    CAPTURE(count);
    Items items;
    {
      const ItemTable::Pause pause = items.table.reserve(static_cast<std::size_t>(count));
      const std::size_t buckets = items.table.bucket_count();
      for (int i = 0; i < count; ++i) {
        items.add_many(i, i + 1);
        REQUIRE(items.table.bucket_count() == buckets);
      }
    }
    CHECK_FALSE(items.table.rehash_for(1));
    CHECK(items.agree());
  }
}
