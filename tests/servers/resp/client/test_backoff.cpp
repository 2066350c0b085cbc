#include "servers/resp/client/backoff.hpp"

#include <doctest/doctest.h>

#include <set>
#include <stdexcept>

namespace kit::redis {
namespace {

using namespace std::chrono_literals;

BackoffOptions seeded(std::uint32_t seed) {
  BackoffOptions options;
  options.first = 100ms;
  options.most = 2s;
  options.seed = seed;
  return options;
}

TEST_CASE("backoff: doubles up to its limit, and leaves out a half at most") {
  for (std::uint32_t seed = 1; seed < 200; ++seed) {
    Backoff backoff(seeded(seed));
    for (const Duration full : {100ms, 200ms, 400ms, 800ms, 1600ms, 2000ms, 2000ms, 2000ms}) {
      const Duration wait = backoff.next();
      CHECK(wait <= full);
      CHECK(wait >= full / 2);
    }
  }
}

TEST_CASE("backoff: two clients do not come back at one moment, one seed does") {
  std::set<Duration> waits;
  for (std::uint32_t seed = 1; seed <= 100; ++seed) waits.insert(Backoff(seeded(seed)).next());
  CHECK(waits.size() > 80);
  Backoff one(seeded(7));
  Backoff other(seeded(7));
  for (int i = 0; i < 10; ++i) CHECK(one.next() == other.next());
}

TEST_CASE("backoff: without a seed, each has its own") {
  std::set<Duration> waits;
  for (int i = 0; i < 20; ++i) waits.insert(Backoff(seeded(0)).next());
  CHECK(waits.size() > 1);
}

TEST_CASE("backoff: after a reset it begins again") {
  Backoff backoff(seeded(3));
  for (int i = 0; i < 10; ++i) (void)backoff.next();
  backoff.reset();
  CHECK(backoff.next() <= 100ms);
}

TEST_CASE("backoff: options that are none") {
  BackoffOptions options = seeded(1);
  options.first = 0ms;
  CHECK_THROWS_AS(Backoff{options}, std::invalid_argument);
  options.first = 3s;
  CHECK_THROWS_AS(Backoff{options}, std::invalid_argument);
}

}  // namespace
}  // namespace kit::redis
