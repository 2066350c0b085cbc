// Connections that are refused, lost, silent, and that come back. Time is virtual.
#include <doctest/doctest.h>

#include <string>

#include "loop/tasks/sleep.hpp"
#include "loop/tasks/timeout.hpp"
#include "tests/servers/resp/client/client_bench.hpp"

namespace kit::redis {
namespace {

using namespace std::chrono_literals;
using test::as;
using test::failure_of;
using test::is;

TEST_CASE("redis reconnect: the first connect fails with its reason, and the client is closed") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    server.die();
    const std::exception_ptr failure = co_await failure_of(client.connect());
    CHECK(is<ConnectionRefusedError>(failure));
    const std::exception_ptr command = co_await failure_of(client.command("PING"));
    CHECK(describe(command).ends_with(": the client is closed"));
    server.come_back();
  };
  in_a_world(play);
}

TEST_CASE("redis reconnect: start() goes on until there is a server") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    server.die();
    client.start();
    co_await sleep(60s);
    const std::exception_ptr failure = co_await failure_of(client.command("PING"));
    const std::string text = as<NotConnectedError>(failure).what();
    CHECK(text.starts_with("no connection to redis://127.0.0.1:"));
    CHECK(text.find("refused") != text.npos);
    server.come_back();
    co_await client.connected();
    const Reply reply = co_await client.command("PING");
    CHECK(reply.text == "PONG");
  };
  in_a_world(play);
}

TEST_CASE("redis reconnect: commands under way fail with ReplyLostError, and are not sent again") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    co_await client.connect();
    server.fall_silent();
    std::vector<TaskHandle<Reply>> under_way;
    under_way.push_back(create_task(client.command("INCR", "a")));
    under_way.push_back(create_task(client.command("INCR", "b")));
    co_await test::passes(5);
    server.cut_connections();
    for (const TaskHandle<Reply>& each : under_way) {
      const std::exception_ptr failure = co_await failure_of(wait_for(each, std::nullopt));
      CHECK(std::string(as<ReplyLostError>(failure).what()).find("ended before the reply came") !=
            std::string::npos);
    }
    CHECK(!client.is_connected());
    const std::exception_ptr failure = co_await failure_of(client.command("GET", "a"));
    CHECK(is<NotConnectedError>(failure));
    server.fall_silent(false);
    co_await client.connected();
    const std::vector<std::string> asked = {"HELLO 3", "INCR a", "INCR b", "HELLO 3"};
    CHECK(server.asked == asked);
  };
  in_a_world(play);
}

Task<void> try_commands(RedisClient& client, int& lost, int& not_sent) {
  for (int i = 0; i < 10; ++i) {
    try {
      const Reply reply = co_await client.command("INCR", "a");
    } catch (const ReplyLostError&) {
      ++lost;
    } catch (const NotConnectedError&) {
      ++not_sent;
    }
    if (not_sent > 0) co_return;
  }
}

TEST_CASE("redis reconnect: only what was sent is lost; what comes after the end is not sent") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    co_await client.connect();
    server.fall_silent();
    int lost = 0;
    int not_sent = 0;
    const TaskHandle<> tries = create_task(try_commands(client, lost, not_sent));
    co_await test::passes(5);
    server.cut_connections();
    co_await tries;
    CHECK(lost == 1);
    CHECK(not_sent == 1);
    server.fall_silent(false);
    co_await client.connected();  // not of the old one, in the very pass in which that ended
    const Reply reply = co_await client.command("ECHO", "here");
    CHECK(reply.text == "here");
  };
  in_a_world(play);
}

TEST_CASE("redis reconnect: after a restart it is subscribed again, before it says so") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    Heard heard;
    co_await client.connect();
    co_await client.subscribe("a", heard.handler());
    co_await client.subscribe("b", heard.handler());
    co_await client.psubscribe("c*", heard.handler());
    client.unsubscribe("b");
    server.die();
    co_await sleep(1s);
    CHECK(!client.is_connected());
    server.come_back();
    co_await client.connected();
    CHECK(server.publish("a", "1") + server.publish("b", "2") + server.publish("cc", "3") == 2);
    co_await test::passes(3);
    CHECK(heard.lines == std::vector<std::string>{"a: 1", "c* cc: 3"});
  };
  SUBCASE("RESP3") { in_a_world(play); }
  SUBCASE("RESP2") { in_a_world(play, {}, true); }
}

TEST_CASE(
    "redis reconnect: who subscribes and unsubscribes while it is away gets what they asked") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    Heard heard;
    co_await client.connect();
    co_await client.subscribe("old", heard.handler());
    server.die();
    co_await test::passes(5);
    client.unsubscribe("old");
    const TaskHandle<> added = create_task(client.subscribe("new", heard.handler()));
    co_await sleep(1s);
    CHECK(!added.done());
    server.come_back();
    co_await added;
    CHECK(server.publish("old", "1") + server.publish("new", "2") == 1);
  };
  in_a_world(play);
}

TEST_CASE("redis reconnect: a subscription that is refused later is a connection that failed") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    Heard heard;
    std::string why;
    co_await client.connect();
    co_await client.subscribe("a", heard.handler());
    client.on_news([&why](const ConnectionNews& news) { why = news.why; });
    server.set_script([](const FakeRedis::Words& words) -> std::optional<std::string> {
      if (words.front() != "SUBSCRIBE") return std::nullopt;
      return "-NOPERM not any more\r\n";
    });
    server.cut_connections();
    co_await sleep(3s);
    CHECK(why == "NOPERM not any more");
    server.set_script({});
    co_await client.connected();
    CHECK(server.publish("a", "1") == 1);
  };
  in_a_world(play);
}

TEST_CASE("redis reconnect: the pauses grow, have a limit, and begin anew after a good while") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    std::vector<Duration> pauses;
    client.on_news([&pauses](const ConnectionNews& news) {
      if (!news.connected) pauses.push_back(news.next_attempt);
    });
    server.die();
    client.start();
    co_await sleep(5min);
    REQUIRE(pauses.size() > 20);
    CHECK(pauses.size() < 80);
    CHECK(pauses[0] <= 100ms);
    for (std::size_t i = 8; i < pauses.size(); ++i) {
      CHECK(pauses[i] >= 5s);
      CHECK(pauses[i] <= 10s);
    }
    server.come_back();
    co_await client.connected();
    pauses.clear();
    server.cut_connections();  // at once: whoever accepts and hangs up is not flooded with attempts
    co_await test::passes(5);
    REQUIRE(pauses.size() == 1);
    CHECK(pauses[0] >= 5s);
    co_await client.connected();
    co_await sleep(11s);
    server.cut_connections();
    co_await test::passes(5);
    REQUIRE(pauses.size() == 2);
    CHECK(pauses[1] <= 100ms);
  };
  in_a_world(play);
}

TEST_CASE("redis reconnect: a pause can be cut short by close()") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    server.die();
    client.start();
    co_await sleep(5min);
    const TimePoint before = EventLoop::current().time();
    co_await client.close();
    CHECK(EventLoop::current().time() == before);
  };
  in_a_world(play);
}

TEST_CASE("redis reconnect: a server that falls silent is asked, then given up") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    std::string why;
    co_await client.connect();
    co_await sleep(1min);
    CHECK(client.is_connected());  // it was asked now and then, and has answered
    client.on_news([&why](const ConnectionNews& news) {
      if (why.empty()) why = news.why;
    });
    server.fall_silent();
    const TaskHandle<Reply> waiting = create_task(client.command("GET", "a"));
    const TimePoint before = EventLoop::current().time();
    const std::exception_ptr failure = co_await failure_of(wait_for(waiting, std::nullopt));
    CHECK(is<ReplyLostError>(failure));
    CHECK(EventLoop::current().time() - before >= 5s);
    CHECK(EventLoop::current().time() - before <= 15s);
    CHECK(why.ends_with("does not answer any more"));
    server.fall_silent(false);
    co_await client.connected();
  };
  SUBCASE("RESP3") { in_a_world(play); }
  SUBCASE("RESP2") { in_a_world(play, {}, true); }
}

TEST_CASE("redis reconnect: close() lets out what was sent, and fails what is awaited") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    Heard heard;
    co_await client.connect();
    server.fall_silent();
    const TaskHandle<Reply> command = create_task(client.command("SET", "last", "word"));
    const TaskHandle<> wish = create_task(client.subscribe("a", heard.handler()));
    co_await test::passes(1);
    co_await client.close();
    const std::exception_ptr lost = co_await failure_of(wait_for(command, std::nullopt));
    CHECK(is<ReplyLostError>(lost));
    const std::exception_ptr unheard = co_await failure_of(wait_for(wish, std::nullopt));
    CHECK(is<NotConnectedError>(unheard));
    co_await test::passes(5);
    CHECK(server.asked.at(1) == "SET last word");
    const std::exception_ptr late = co_await failure_of(client.command("PING"));
    CHECK(std::string(as<NotConnectedError>(late).what()).ends_with(": the client is closed"));
    co_await client.close();  // again
  };
  in_a_world(play);
}

TEST_CASE("redis reconnect: destroyed without close(), a client leaves nothing behind") {
  sim::World world;
  static constexpr auto main = []() -> Task<void> {
    FakeRedis server;
    Heard heard;
    {
      RedisClient client(options_to(server));
      co_await client.connect();
      co_await client.subscribe("a", heard.handler());
    }
    co_await test::passes(10);
    CHECK(server.publish("a", "1") == 0);
    co_await server.shut();
    CHECK(all_tasks(EventLoop::current()).size() == 1);
  };
  world.run(main());
  CHECK(world.loop().timer_count() == 0);
  CHECK(world.network().open_descriptors() == 0);
}

}  // namespace
}  // namespace kit::redis
