// Messages of channels, on RESP3 and on RESP2.
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "tests/servers/resp/client/client_bench.hpp"

namespace kit::redis {
namespace {

using test::as;
using test::failure_of;
using test::is;

using Lines = std::vector<std::string>;

TEST_CASE("redis subscribe: messages of a channel and of a pattern, until unsubscribed") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    Heard heard;
    co_await client.connect();
    co_await client.subscribe("news", heard.handler());
    CHECK(server.publish("news", "one") == 1);
    CHECK(server.publish("other", "nobody") == 0);
    co_await client.psubscribe("n*", heard.handler());
    CHECK(server.publish("news", "two") == 2);
    co_await test::passes(3);
    CHECK(heard.lines == Lines{"news: one", "news: two", "n* news: two"});
    client.unsubscribe("news");
    CHECK(server.publish("news", "three") == 2);  // it has not heard of that yet
    co_await test::passes(5);
    CHECK(server.publish("news", "four") == 1);
    co_await test::passes(3);
    client.punsubscribe("n*");
    client.punsubscribe("n*");
    co_await test::passes(5);
    CHECK(server.publish("news", "five") == 0);
    REQUIRE(heard.lines.size() == 5);
    CHECK(heard.lines[3] == "n* news: three");
    CHECK(heard.lines[4] == "n* news: four");
  };
  SUBCASE("RESP3") { in_a_world(play); }
  SUBCASE("RESP2") { in_a_world(play, {}, true); }
}

TEST_CASE("redis subscribe: under RESP3 commands go on beside the messages") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    Heard heard;
    co_await client.connect();
    co_await client.subscribe("news", heard.handler());
    server.set_script([](const FakeRedis::Words& words) -> std::optional<std::string> {
      if (words.front() != "LRANGE") return std::nullopt;
      return "*3\r\n+message\r\n+news\r\n+no message\r\n";
    });
    const TaskHandle<Reply> listed = create_task(client.command("LRANGE", "l", "0", "-1"));
    const TaskHandle<Reply> published = create_task(client.command("PUBLISH", "news", "hello"));
    const Reply list = co_await listed;
    CHECK(list.items.size() == 3);
    const Reply count = co_await published;
    CHECK(count.integer == 1);
    CHECK(heard.lines == Lines{"news: hello"});
  };
  in_a_world(play);
}

TEST_CASE("redis subscribe: under RESP2 a reply before it that looks like a message is a reply") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    Heard heard;
    co_await client.connect();
    server.set_script([](const FakeRedis::Words& words) -> std::optional<std::string> {
      if (words.front() != "LRANGE") return std::nullopt;
      return words.back() == "m" ? "*3\r\n+message\r\n+news\r\n+x\r\n"
                                 : "*3\r\n+subscribe\r\n+news\r\n:1\r\n";
    });
    const TaskHandle<Reply> message = create_task(client.command("LRANGE", "m"));
    const TaskHandle<Reply> confirmation = create_task(client.command("LRANGE", "c"));
    const TaskHandle<> subscribed = create_task(client.subscribe("news", heard.handler()));
    const Reply first = co_await message;
    CHECK(first.items.size() == 3);
    const Reply second = co_await confirmation;
    CHECK(second.items.size() == 3);
    co_await subscribed;
    CHECK(heard.lines.empty());
    const Reply pong = co_await client.command("PING");
    CHECK(pong.items.front().text == "pong");
    client.unsubscribe("news");
    const Reply after = co_await client.command("LRANGE", "m");
    CHECK(after.items.size() == 3);
    CHECK(heard.lines.empty());
  };
  in_a_world(play, {}, true);
}

TEST_CASE("redis subscribe: once for each channel; what the server refuses is an error") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    Heard heard;
    co_await client.connect();
    co_await client.subscribe("news", heard.handler());
    const std::exception_ptr twice = co_await failure_of(client.subscribe("news", heard.handler()));
    CHECK(is<std::logic_error>(twice));
    CHECK_THROWS_AS((void)client.psubscribe("", heard.handler()), std::invalid_argument);
    server.set_script([](const FakeRedis::Words&) { return "-NOPERM no\r\n"; });
    const std::exception_ptr refused =
        co_await failure_of(client.subscribe("secret", heard.handler()));
    CHECK(as<ReplyError>(refused).code() == "NOPERM");
    server.set_script({});
    co_await client.subscribe("secret", heard.handler());  // one may try again
    CHECK(server.publish("secret", "x") == 1);
  };
  in_a_world(play);
}

TEST_CASE("redis subscribe: before there is a connection, it waits for one") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    Heard heard;
    const TaskHandle<> early = create_task(client.subscribe("news", heard.handler()));
    const TaskHandle<> given_up = create_task(client.subscribe("old", heard.handler()));
    co_await test::passes(2);
    given_up.cancel();
    client.start();
    co_await early;
    co_await client.connected();
    CHECK(server.publish("news", "x") == 1);
    CHECK(server.publish("old", "x") == 0);
  };
  in_a_world(play);
}

TEST_CASE("redis subscribe: a handler that throws is logged, and the next message comes") {
  sim::World world;
  static constexpr auto main = []() -> Task<void> {
    const test::CaptureLog log;
    FakeRedis server;
    RedisClient client(options_to(server));
    co_await client.connect();
    int messages = 0;
    const MessageHandler handler = [&messages](const Message& message) {
      ++messages;
      if (message.payload == "bad") throw std::runtime_error("cannot take this");
    };
    co_await client.subscribe("news", handler);
    server.publish("news", "bad");
    server.publish("news", "good");
    co_await test::passes(3);
    CHECK(messages == 2);
    CHECK(log.count("error: a message of 'news' was not taken: cannot take this") == 1);
    co_await client.close();
    co_await server.shut();
  };
  world.run(main());
}

TEST_CASE("redis subscribe: into a queue; what finds it full is dropped") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    Queue<Message> queue(2);
    co_await client.connect();
    co_await client.subscribe("news", into(queue));
    for (const char digit : std::string("123")) server.publish("news", std::string(1, digit));
    co_await test::passes(3);
    Message message = co_await queue.get();
    CHECK(message.payload == "1");
    message = co_await queue.get();
    CHECK(message.payload == "2");
    CHECK(queue.empty());
    server.publish("news", "4");
    message = co_await queue.get();
    CHECK(message.payload == "4");
  };
  in_a_world(play);
}

}  // namespace
}  // namespace kit::redis
