// What a client says first.
#include "servers/resp/client/handshake.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/servers/resp/client/client_bench.hpp"

namespace kit::redis {
namespace {

using Asked = std::vector<std::string>;

/// All that the server was asked until there is a connection to it.
Asked asked_by(const std::string& user, const std::string& password, int database, bool old) {
  static constexpr auto main = [](RedisUrl url, bool no_resp3, Asked& asked) -> Task<void> {
    FakeRedis server;
    if (no_resp3) server.know_no_resp3();
    url.port = server.port();
    RedisClient client(url);
    co_await client.connect();
    co_await client.close();
    co_await server.shut();
    asked = server.asked;
  };
  RedisUrl url;
  url.host = "127.0.0.1";
  url.user = user;
  url.password = password;
  url.database = database;
  Asked asked;
  sim::World world;
  world.run(main(url, old, asked));
  return asked;
}

TEST_CASE("redis handshake: HELLO 3 says all that is to be said") {
  CHECK(asked_by("", "", 0, false) == Asked{"HELLO 3"});
  CHECK(asked_by("", "pw", 0, false) == Asked{"HELLO 3 AUTH default pw"});
  CHECK(asked_by("ann", "pw", 2, false) == Asked{"HELLO 3 AUTH ann pw", "SELECT 2"});
}

TEST_CASE("redis handshake: a server without HELLO is spoken to in RESP2") {
  CHECK(asked_by("", "", 0, true) == Asked{"HELLO 3"});
  CHECK(asked_by("", "pw", 3, true) == Asked{"HELLO 3 AUTH default pw", "AUTH pw", "SELECT 3"});
  CHECK(asked_by("ann", "pw", 0, true) == Asked{"HELLO 3 AUTH ann pw", "AUTH ann pw"});
}

}  // namespace
}  // namespace kit::redis
