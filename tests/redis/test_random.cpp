// Random commands to both servers. To repeat one sequence, or to look further:
//   KIT_SEED=17 KIT_COMMANDS=1000000 build/tests/redis -tc='random*'
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "tests/redis/duel.hpp"
#include "tests/redis/needs.hpp"
#include "tests/redis/servers.hpp"

namespace kit::test {
namespace {

constexpr std::uint64_t sequences = 6;
constexpr std::size_t commands_each = 25'000;

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

void check_agreement(std::uint64_t seed, std::size_t count) {
  const Servers servers;
  const Side redis{.port = servers.redis.port(), .lie = {}};
  const Side ours{.port = servers.ours.port(), .lie = {}};
  for (const RespServer* const server : {&servers.redis, &servers.ours}) {
    // So that a large offset is an error and not half a gigabyte.
    const std::string limited = server->connect().command("CONFIG SET proto-max-bulk-len 1mb");
    REQUIRE(limited == "+OK\r\n");
  }
  CHECK(duel(seed, count, redis, ours, seed % 2 == 0 ? 2 : 3) == "");
}

TEST_CASE("random: six sequences of 25,000 commands" * doctest::skip(no_redis())) {
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
