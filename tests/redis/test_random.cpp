// Random commands to both servers. To repeat one sequence, or to look further:
//   KIT_SEED=17 KIT_COMMANDS=1000000 build/tests/redis -tc='random*'
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "tests/redis/crowd.hpp"
#include "tests/redis/duel.hpp"
#include "tests/redis/needs.hpp"
#include "tests/redis/servers.hpp"

namespace kit::test {
namespace {

constexpr std::uint64_t sequences = 12;
constexpr std::size_t commands_each = 25'000;
constexpr std::uint64_t crowds = 5;
constexpr std::size_t crowd_steps_each = 4'000;

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// In every other pair of sequences collections are soon no longer small.
void limit(const Servers& servers, std::uint64_t seed) {
  for (const RespServer* const server : {&servers.redis, &servers.ours}) {
    // So that a large offset is an error and not half a gigabyte.
    const std::string limited = server->connect().command("CONFIG SET proto-max-bulk-len 1mb");
    REQUIRE(limited == "+OK\r\n");
    if (seed / 2 % 2 == 0) continue;
    const std::string small = server->connect().command(
        "CONFIG SET hash-max-listpack-entries 3 set-max-intset-entries 3 "
        "zset-max-listpack-entries 3 list-max-listpack-size 2");
    REQUIRE(small == "+OK\r\n");
  }
}

void check_agreement(std::uint64_t seed, std::size_t count) {
  const Servers servers;
  limit(servers, seed);
  const Side redis{.port = servers.redis.port(), .lie = {}};
  const Side ours{.port = servers.ours.port(), .lie = {}};
  CHECK(duel(seed, count, redis, ours, seed % 2 == 0 ? 2 : 3) == "");
}

TEST_CASE(
    "random: several clients, who wait, watch and listen, 4,000 steps in each of five sequences" *
    doctest::skip(no_redis())) {
  const std::size_t count = from_environment("KIT_COMMANDS", crowd_steps_each);
  const std::uint64_t only = from_environment("KIT_SEED", 0);
  const std::uint64_t first = only != 0 ? only : 1;
  const std::uint64_t last = only != 0 ? only : crowds;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    const Servers servers;
    limit(servers, seed);
    CHECK(crowd_duel(seed, count, servers.redis.port(), servers.ours.port()) == "");
  }
}

TEST_CASE("random: twelve sequences of 25,000 commands" * doctest::skip(no_redis())) {
  const std::size_t count = from_environment("KIT_COMMANDS", commands_each);
  const std::uint64_t only = from_environment("KIT_SEED", 0);
  if (only != 0) {
    check_agreement(only, count);
  } else {
    for (std::uint64_t seed = 1; seed <= sequences; ++seed) check_agreement(seed, count);
  }
}

}  // namespace
}  // namespace kit::test
