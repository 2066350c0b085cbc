// What the table takes, by its own count.
#include <doctest/doctest.h>

#include <algorithm>

#include "servers/resp/store/table.hpp"
#include "tests/servers/resp/items.hpp"

using namespace kit::resp;
using namespace kit::resp::test;

TEST_CASE("table memory: 11 to 21 bytes an entry, 17 on average, whatever the size") {
  Items items;
  double least = 1e9;
  double most = 0;
  double sum = 0;
  int points = 0;
  int size = 0;
  for (int next = 10000; next < 160000; next += next / 20) {  // four doublings
    items.add_many(size, next);
    size = next;
    while (items.table.rehash_for(100000)) continue;
    const double bytes = static_cast<double>(items.table.memory_bytes()) / size;
    least = std::min(least, bytes);
    most = std::max(most, bytes);
    sum += bytes;
    ++points;
  }
  CAPTURE(least);
  CAPTURE(most);
  CAPTURE(sum / points);
  CHECK(least > 8);
  CHECK(least < 15);
  CHECK(most < 21);
  CHECK(sum / points < 17);
}

TEST_CASE("table memory: entries that go give it back") {
  Items items;
  items.add_many(0, 100000);
  const std::size_t full = items.table.memory_bytes();
  items.remove_many(100, 100000);
  while (items.table.rehash_for(100000)) continue;
  CHECK(items.table.memory_bytes() < full / 100);
  CHECK(items.agree());
}

TEST_CASE("table memory: an entry that comes and goes at the limit does not make it shrink") {
  Items items;
  items.add_many(0, 1000);
  while (items.table.rehash_for(1000)) continue;
  const std::size_t buckets = items.table.bucket_count();
  items.add_many(1000, static_cast<int>(buckets) * 7 + 1);
  REQUIRE(items.table.rehashing());
  while (items.table.rehash_for(1000)) continue;
  for (int i = 0; i < 100; ++i) {
    items.remove("0");
    REQUIRE_FALSE(items.table.rehashing());
    items.add("0");
    REQUIRE_FALSE(items.table.rehashing());
  }
}
