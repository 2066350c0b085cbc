// Where a time is rounded, two replies a moment apart cannot be compared; but each with its own.
#include <doctest/doctest.h>

#include <string>

#include "tests/redis/needs.hpp"
#include "tests/redis/reply.hpp"
#include "tests/redis/servers.hpp"

namespace kit::test {
namespace {

long long number_of(const std::string& reply) { return std::stoll(parse_reply(reply).text); }

/// To the nearest second.
long long rounded(long long milliseconds) { return (milliseconds + 500) / 1000; }

/// How often TTL could be checked: not while the second was turning.
int check_ttl(const RespServer& server) {
  RespClient client = server.connect();
  int checked = 0;
  // Through a whole second, a hundredth at a time: 100 deadlines.
  for (int i = 0; i < 100; ++i) {
    client.command({"SET", "a", "1", "PX", std::to_string(100'000 + 10 * i)});
    client.send(encoded({"PTTL", "a"}) + encoded({"TTL", "a"}) + encoded({"PTTL", "a"}));
    const long long before = rounded(number_of(client.reply()));
    const long long seconds = number_of(client.reply());
    const long long after = rounded(number_of(client.reply()));
    if (before != after) continue;
    CHECK(seconds == before);
    ++checked;
  }
  return checked;
}

TEST_CASE("rounding: TTL is PTTL to the nearest second" * doctest::skip(no_redis())) {
  const Servers servers;
  CHECK(check_ttl(servers.redis) > 50);
  CHECK(check_ttl(servers.ours) > 50);
}

TEST_CASE("rounding: EXPIRETIME is PEXPIRETIME to the nearest second" * doctest::skip(no_redis())) {
  const Servers servers;
  for (const RespServer* const server : {&servers.redis, &servers.ours}) {
    RespClient client = server->connect();
    for (const long long deadline : {5'000'000'000'499, 5'000'000'000'500, 5'000'000'000'999}) {
      client.command({"SET", "a", "1", "PXAT", std::to_string(deadline)});
      CHECK(number_of(client.command("EXPIRETIME a")) == rounded(deadline));
    }
  }
}

}  // namespace
}  // namespace kit::test
