// Entries by lot.
#include <doctest/doctest.h>

#include <unordered_map>
#include <unordered_set>

#include "loop/sim/random.hpp"
#include "servers/resp/store/table.hpp"
#include "tests/servers/resp/items.hpp"

using namespace kit::resp;
using namespace kit::resp::test;

namespace {

/// How far the counts of `draws` draws are from equal: chi squared by degree of freedom. About 1
/// when all have the same chance.
double unevenness(const Items& items, int draws) {
  kit::sim::Random random(1);
  std::unordered_map<const Item*, int> counts;
  for (int i = 0; i < draws; ++i) ++counts[items.table.random_entry([&] { return random.next(); })];
  const double expected = static_cast<double>(draws) / static_cast<double>(items.table.size());
  double sum = 0;
  for (const auto& [key, item] : items.owned) {
    const double off = counts[item.get()] - expected;
    sum += off * off / expected;
  }
  return sum / static_cast<double>(items.table.size() - 1);
}

}  // namespace

TEST_CASE("table random: none from an empty table, the only one from a table of one") {
  Items items;
  CHECK(items.table.random_entry([] { return std::uint64_t{0}; }) == nullptr);
  items.add("a");
  kit::sim::Random random(1);
  for (int i = 0; i < 100; ++i)
    CHECK(items.table.random_entry([&] { return random.next(); }) == items.owned.at("a").get());
}

TEST_CASE("table random: all entries have the same chance") {
  Items items;
  items.add_many(0, 1700);
  while (items.table.rehash_for(1000)) continue;
  CHECK(unevenness(items, 170000) < 1.2);
}

TEST_CASE("table random: the same chance in the middle of a rehash") {
  Items items;
  int i = 0;
  for (; i < 1500 || !items.table.rehashing(); ++i) items.add_many(i, i + 1);
  items.table.rehash_for(items.table.bucket_count() / 6);
  CHECK(items.table.rehashing());
  CHECK(unevenness(items, i * 100) < 1.2);
}

TEST_CASE("table random: a generator that always says the same gets an entry all the same") {
  Items items;
  items.add_many(0, 100);
  CHECK(items.table.random_entry([] { return ~std::uint64_t{0}; }) != nullptr);
}

TEST_CASE("table random: the last entry of a table that was emptied during a pause") {
  Items items;
  items.add_many(0, 10000);
  const ItemTable::Pause pause = items.table.pause();
  items.remove_many(1, 10000);
  kit::sim::Random random(1);
  CHECK(items.table.random_entry([&] { return random.next(); }) == items.owned.at("0").get());
}

TEST_CASE("table sample: as many as asked, all different, from everywhere") {
  Items items;
  items.add_many(0, 5000);
  kit::sim::Random random(1);
  std::unordered_set<const Item*> ever;
  for (int i = 0; i < 5000; ++i) {
    std::unordered_set<const Item*> now;
    const std::size_t visited =
        items.table.sample(10, random.next(), [&](const Item* item) { now.insert(item); });
    REQUIRE(visited == 10);
    REQUIRE(now.size() == 10);
    ever.insert(now.begin(), now.end());
  }
  CHECK(ever.size() > 4900);
}

TEST_CASE("table sample: all there are when that is less than asked") {
  Items items;
  CHECK(items.table.sample(5, 0, [](const Item*) {}) == 0);
  items.add_many(0, 3);
  std::unordered_set<const Item*> seen;
  CHECK(items.table.sample(5, 12345, [&](const Item* item) { seen.insert(item); }) == 3);
  CHECK(seen.size() == 3);
}
