// What a scan promises: every entry that stays, whatever comes and goes between two calls.
#include <doctest/doctest.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "loop/sim/random.hpp"
#include "servers/resp/store/table.hpp"
#include "tests/servers/resp/items.hpp"

using namespace kit::resp;
using namespace kit::resp::test;

namespace {

using Seen = std::unordered_map<std::string, int>;

std::uint64_t step(const Items& items, std::uint64_t cursor, Seen& seen) {
  return items.table.scan(cursor, [&seen](const Item* item) { ++seen[item->key]; });
}

Seen scan_all(const Items& items) {
  Seen seen;
  for (std::uint64_t cursor = step(items, 0, seen); cursor != 0;)
    cursor = step(items, cursor, seen);
  return seen;
}

bool all_once(const Seen& seen) {
  return std::all_of(seen.begin(), seen.end(), [](const auto& each) { return each.second == 1; });
}

/// Scans while others than the 500 keys that stay come or go. Returns which of those were missed.
std::vector<std::string> missed_in_turmoil(std::uint64_t seed) {
  kit::sim::Random random(seed);
  Items items;
  const int crowd = static_cast<int>(random.below(5000));
  items.add_many(0, 500);
  items.add_many(1000, 1000 + crowd);
  int first = 1000;
  int end = 1000 + crowd;
  const int limit = 1000 + 8 * crowd;  // or the table grows faster than the scan goes on
  Seen seen;
  std::uint64_t cursor = 0;
  const bool growing = random.below(2) == 0;
  do {
    cursor = step(items, cursor, seen);
    // One way all the time, at a scan's own pace: it sees the array change once or twice.
    const int stride = static_cast<int>(random.below(16));
    if (!growing)
      items.remove_many(first, first + stride), first += stride;
    else if (end < limit)
      items.add_many(end, end + stride), end += stride;
    // So that moves end, and not only begin, between the first call and the last.
    items.table.rehash_for(random.below(60));
  } while (cursor != 0);
  std::vector<std::string> missed;
  for (int i = 0; i < 500; ++i)
    if (seen.count(std::to_string(i)) == 0) missed.push_back(std::to_string(i));
  return missed;
}

}  // namespace

TEST_CASE("table scan: in a table that rests, everything once") {
  for (const int size : {0, 1, 7, 8, 50, 1000, 5000}) {
    CAPTURE(size);
    Items items;
    items.add_many(0, size);
    const Seen seen = scan_all(items);
    CHECK(seen.size() == static_cast<std::size_t>(size));
    CHECK(all_once(seen));
  }
}

TEST_CASE("table scan: in the middle of growing and of shrinking, everything once") {
  Items items;
  for (int i = 0; i < 20000; ++i) {
    items.add(std::to_string(i));
    if (!items.table.rehashing() || i % 97 != 0) continue;
    const Seen seen = scan_all(items);
    REQUIRE(seen.size() == items.table.size());
    REQUIRE(all_once(seen));
  }
  for (int i = 0; i < 20000; ++i) {
    items.remove(std::to_string(i));
    if (!items.table.rehashing() || i % 97 != 0) continue;
    const Seen seen = scan_all(items);
    REQUIRE(seen.size() == items.table.size());
    REQUIRE(all_once(seen));
  }
}

TEST_CASE("table scan: no entry that stays is missed, however the table changes meanwhile") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    CHECK(missed_in_turmoil(seed) == std::vector<std::string>{});
  }
}

TEST_CASE("table scan: what it gave may be erased before the next call, and all is met once") {
  Items items;
  items.add_many(0, 10000);
  std::size_t erased = 0;
  std::uint64_t cursor = 0;
  do {
    Seen seen;
    cursor = step(items, cursor, seen);
    for (const auto& [key, times] : seen) erased += items.remove(key);
  } while (cursor != 0);
  CHECK(erased == 10000);
  CHECK(items.table.empty());
}

TEST_CASE("table scan: erasing every second entry on the way leaves the others to be met") {
  Items items;
  items.add_many(0, 10000);
  std::unordered_set<std::string> kept;
  std::uint64_t cursor = 0;
  do {
    Seen seen;
    cursor = step(items, cursor, seen);
    for (const auto& [key, times] : seen)
      if (std::stoi(key) % 8 == 0)
        kept.insert(key);
      else
        items.remove(key);
  } while (cursor != 0);
  CHECK(kept.size() == 1250);
  CHECK(items.table.size() == 1250);
}

TEST_CASE("table scan: no entry that stays is missed when the table shrinks between two calls") {
  for (int pause = 1; pause < 1000; pause += 20) {
    CAPTURE(pause);
    Items items;
    items.add_many(0, 5000);
    while (items.table.rehash_for(1000)) continue;
    Seen seen;
    std::uint64_t cursor = 0;
    int steps = 0;
    do {
      cursor = step(items, cursor, seen);
      if (++steps != pause) continue;
      items.remove_many(100, 5000);
      while (items.table.rehash_for(1000)) continue;
    } while (cursor != 0);
    for (int i = 0; i < 100; ++i) REQUIRE(seen[std::to_string(i)] > 0);
  }
}

TEST_CASE("table scan: during a pause, what stays is given exactly once") {
  // Without the pause it would shrink, and come by a chain again: at most of these paces.
  for (const int pace : {110, 120, 130, 140, 150, 160, 170, 180}) {
    CAPTURE(pace);
    Items items;
    items.add_many(0, 20000);
    const ItemTable::Pause pause = items.table.pause();
    Seen seen;
    std::uint64_t cursor = 0;
    int first = 2000;
    do {
      cursor = step(items, cursor, seen);
      items.remove_many(first, first + pace);
      first += pace;
      items.table.rehash_for(1000);
    } while (cursor != 0);
    for (int i = 0; i < 2000; ++i) REQUIRE(seen[std::to_string(i)] == 1);
  }
}

TEST_CASE("table scan: any number is a cursor") {
  Items items;
  items.add_many(0, 1000);
  kit::sim::Random random(1);
  for (int i = 0; i < 1000; ++i) {
    Seen seen;
    std::uint64_t cursor = random.next();
    int steps = 0;
    do cursor = step(items, cursor, seen);
    while (cursor != 0 && ++steps < 1000);
    REQUIRE(cursor == 0);
  }
}

TEST_CASE("table scan: hashes all alike are given by one call") {
  Items items([](std::string_view) { return std::uint64_t{7} << 56; });
  items.add_many(0, 100);
  while (items.table.rehash_for(100)) continue;
  Seen seen;
  step(items, 0, seen);
  CHECK(seen.size() == 100);
}

TEST_CASE("table sweep: everything once, in a table that rests and in one that grows") {
  Items items;
  for (int i = 0; i < 5000; ++i) {
    items.add(std::to_string(i));
    if (i % 97 != 0) continue;
    Seen seen;
    std::size_t place = 0;
    do {
      place = items.table.sweep(place, [&seen](const Item* item) { ++seen[item->key]; });
    } while (place != 0);
    REQUIRE(seen.size() == items.table.size());
    REQUIRE(all_once(seen));
  }
}

TEST_CASE("table sweep: none in an empty table, and a place behind the end is the first") {
  Items items;
  const auto nobody = [](const Item*) { FAIL("there is nothing"); };
  CHECK(items.table.sweep(0, nobody) == 0);
  CHECK(items.table.sweep(1000, nobody) == 0);
  items.add("key");
  int met = 0;
  CHECK(items.table.sweep(1000, [&met](const Item*) { ++met; }) == 0);
  CHECK(met == 1);
}

TEST_CASE("table sweep: what it gave may be erased, and no chain gets long by it") {
  Items items;
  items.add_many(0, 30'000);
  std::size_t place = 0;
  std::size_t longest = 0;
  for (int steps = 0; !items.table.empty() && steps < 100'000; ++steps) {
    std::vector<std::string> given;
    place = items.table.sweep(place, [&given](const Item* item) { given.push_back(item->key); });
    longest = std::max(longest, given.size());
    for (const std::string& key : given) items.remove(key);
  }
  CHECK(items.table.empty());
  CHECK(longest <= 40);
}
