// Usage: when an entry was used last, or how often.
#include <doctest/doctest.h>

#include "servers/resp/store/usage.hpp"

namespace kit::resp {
namespace {

constexpr std::int64_t second = 1000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t start = 1'700'000'000'000;

TEST_CASE("Usage: seconds since the last use, on a clock that goes round") {
  Usage usage;
  usage.set_time(start);
  const std::uint32_t noted = usage.first();
  CHECK(noted < 1 << 24);
  CHECK(usage.idle(noted) == 0);
  usage.set_time(start + 90 * second);
  CHECK(usage.idle(noted) == 90);
  CHECK(usage.idle(usage.next(noted)) == 0);
  usage.set_time(start + second * ((1 << 24) + 7));
  CHECK(usage.idle(noted) == 7);
}

TEST_CASE("Usage: a counter that rises ever more slowly") {
  Usage usage;
  usage.set_time(start);
  usage.count_uses(10, 1);
  std::uint32_t access = usage.first();
  CHECK(usage.count(access) == Usage::first_count);
  access = usage.next(access);
  CHECK(usage.count(access) == Usage::first_count + 1);  // the first one always counts
  std::uint32_t after_100 = 0;
  for (int i = 1; i < 1'000'000; ++i) {
    access = usage.next(access);
    if (i == 100) after_100 = usage.count(access);
  }
  // As Redis's own table has it: 10 after 100 hits, 255 after a million.
  CHECK(after_100 >= 8);
  CHECK(after_100 <= 14);
  CHECK(usage.count(access) == 255);
  CHECK(usage.count(usage.next(access)) == 255);
}

TEST_CASE("Usage: a factor of zero counts each use") {
  Usage usage;
  usage.count_uses(0, 1);
  std::uint32_t access = usage.first();
  for (int i = 0; i < 50; ++i) access = usage.next(access);
  CHECK(usage.count(access) == Usage::first_count + 50);
}

TEST_CASE("Usage: the counter falls by one each decay time, down to nothing") {
  Usage usage;
  usage.set_time(start);
  usage.count_uses(0, 2);
  std::uint32_t access = usage.first();
  for (int i = 0; i < 10; ++i) access = usage.next(access);
  CHECK(usage.count(access) == 15);
  usage.set_time(start + minute);
  CHECK(usage.count(access) == 15);
  usage.set_time(start + 6 * minute);
  CHECK(usage.count(access) == 12);
  CHECK(usage.count(usage.next(access)) == 13);
  usage.set_time(start + 1000 * minute);
  CHECK(usage.count(access) == 0);
  usage.count_uses(0, 0);
  CHECK(usage.count(access) == 15);
}

}  // namespace
}  // namespace kit::resp
