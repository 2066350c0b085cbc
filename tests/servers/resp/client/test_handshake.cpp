// What a client says first, and servers that do not answer it well.
#include "servers/resp/client/handshake.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/servers/resp/client/client_bench.hpp"

namespace kit::redis {
namespace {

using namespace std::chrono_literals;
using test::as;
using test::failure_of;
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

TEST_CASE("redis handshake: a server that accepts and says nothing is given up in time") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    server.fall_silent();
    const TimePoint before = EventLoop::current().time();
    const std::exception_ptr failure = co_await failure_of(client.connect());
    CHECK(std::string(as<TimeoutError>(failure).what()).ends_with("did not answer within 5000 ms"));
    CHECK(EventLoop::current().time() - before == 5s);
  };
  in_a_world(play);
}

TEST_CASE("redis handshake: who answers something else is told apart from Redis") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    server.set_script([](const FakeRedis::Words&) { return "HTTP/1.1 400 Bad Request\r\n\r\n"; });
    const std::exception_ptr failure = co_await failure_of(client.connect());
    CHECK(describe(failure).find("HTTP/1.1 400") != std::string::npos);
  };
  in_a_world(play);
}

TEST_CASE("redis handshake: a reply that nobody asked for ends the connection") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    std::string why;
    co_await client.connect();
    client.on_news([&why](const ConnectionNews& news) { why = news.why; });
    server.set_script([](const FakeRedis::Words&) { return "+OK\r\n+OK\r\n"; });
    const Reply reply = co_await client.command("SET", "a", "b");
    CHECK(reply.text == "OK");
    co_await test::passes(3);
    CHECK(why == "Protocol error: a reply that nobody waits for");
  };
  in_a_world(play);
}

TEST_CASE("redis handshake: a password that is wrong is no connection") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    server.want_password("right");
    const std::exception_ptr failure = co_await failure_of(client.connect());
    CHECK(as<ReplyError>(failure).code() == "WRONGPASS");
  };
  in_a_world(play, "bad");
}

}  // namespace
}  // namespace kit::redis
