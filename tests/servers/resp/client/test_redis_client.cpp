// Commands and replies, in a simulated world, with a server that does what a test wants.
#include "servers/resp/client/redis_client.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "tests/servers/resp/client/client_bench.hpp"

namespace kit::redis {
namespace {

using namespace std::chrono_literals;
using test::as;
using test::failure_of;
using test::is;

TEST_CASE("redis client: a command and its reply") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    co_await client.connect();
    CHECK(client.is_connected());
    Reply reply = co_await client.command("SET", "a", std::string("b\r\n\0c", 5));
    CHECK(reply.text == "OK");
    reply = co_await client.command("GET", "a");
    CHECK(reply.kind == ReplyKind::bulk);
    CHECK(reply.text == std::string("b\r\n\0c", 5));
    reply = co_await client.command("GET", "nothing");
    CHECK(reply.is_null());
    CHECK(server.asked.front() == "HELLO 3");
  };
  in_a_world(play);
}

TEST_CASE("redis client: an error of the server is an exception with its text and its code") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    co_await client.connect();
    const std::exception_ptr failure = co_await failure_of(client.command("NONE"));
    const auto error = as<ReplyError>(failure);
    CHECK(error.what() == std::string("ERR unknown command 'NONE'"));
    CHECK(error.code() == "ERR");
    server.set_script([](const FakeRedis::Words&) { return "*2\r\n:1\r\n-WRONG\r\n"; });
    Reply reply = co_await client.command("EXEC");
    CHECK(reply.items.at(1).is_error());
    server.set_script([](const FakeRedis::Words&) { return "-WRONG\r\n"; });
    const Command get = {"GET", "a"};
    reply = co_await client.send(get);
    CHECK(reply.is_error());
    CHECK(ReplyError("WRONG").code() == "WRONG");
  };
  in_a_world(play);
}

Task<void> echo_often(RedisClient& client, std::string word, int& replies) {
  for (int i = 0; i < 100; ++i) {
    const std::string text = word + std::to_string(i);
    Reply reply = co_await client.command("ECHO", text);
    CHECK(reply.text == text);
    ++replies;
  }
}

TEST_CASE("redis client: many commands of many tasks are under way, and replies find their own") {
  static constexpr auto play = [](FakeRedis&, RedisClient& client) -> Task<void> {
    co_await client.connect();
    int replies = 0;
    std::vector<TaskHandle<>> tasks;
    for (int i = 0; i < 50; ++i)
      tasks.push_back(create_task(echo_often(client, std::to_string(i) + "-", replies)));
    for (const TaskHandle<>& task : tasks) co_await task;
    CHECK(replies == 5000);
  };
  in_a_world(play);
}

TEST_CASE("redis client: what tasks send in one pass leaves in one write") {
  sim::World world;
  static constexpr auto main = [](sim::World& here) -> Task<void> {
    FakeRedis server;
    RedisClient client(options_to(server));
    co_await client.connect();
    server.stop_reading();
    co_await test::passes(3);
    const std::size_t before = here.faults().count(sim::Call::send);
    std::vector<Future<Reply>> replies;
    for (int i = 0; i < 100; ++i) replies.push_back(client.send({"ECHO", std::to_string(i)}));
    co_await test::passes(3);
    CHECK(here.faults().count(sim::Call::send) == before + 1);
    server.read_on();
    for (int i = 0; i < 100; ++i) {
      const Reply reply = co_await replies[static_cast<std::size_t>(i)];
      CHECK(reply.text == std::to_string(i));
    }
    co_await client.close();
    co_await server.shut();
  };
  world.run(main(world));
}

TEST_CASE("redis client: a cancelled command leaves the others their replies") {
  static constexpr auto play = [](FakeRedis&, RedisClient& client) -> Task<void> {
    co_await client.connect();
    const TaskHandle<Reply> first = create_task(client.command("ECHO", "first"));
    const TaskHandle<Reply> second = create_task(client.command("ECHO", "second"));
    co_await test::passes(1);
    first.cancel();
    const Reply reply = co_await second;
    CHECK(reply.text == "second");
    CHECK(first.cancelled());
    Reply third = co_await client.command("ECHO", "third");
    CHECK(third.text == "third");
  };
  in_a_world(play);
}

TEST_CASE("redis client: commands that would spoil the order of replies are refused") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    co_await client.connect();
    const std::vector<std::string> strange = {"subscribe", "PUNSUBSCRIBE", "Monitor",
                                              "HELLO",     "RESET",        ""};
    for (const std::string& each : strange) {
      const std::exception_ptr failure = co_await failure_of(client.command(each));
      CHECK(is<std::invalid_argument>(failure));
    }
    const std::exception_ptr failure =
        co_await failure_of(client.command("client", "reply", "off"));
    CHECK(is<std::invalid_argument>(failure));
    CHECK_THROWS_AS((void)client.send({"QUIT"}), std::invalid_argument);
    CHECK_THROWS_AS((void)client.send({}), std::invalid_argument);
    CHECK(server.asked.size() == 1);
  };
  in_a_world(play);
}

Task<void> send_much(RedisClient& client, int& sent) {
  const std::string much(10'000, 'x');
  for (int i = 0; i < 200; ++i) {
    ++sent;
    const Reply reply = co_await client.command("ECHO", much);
    CHECK(reply.text.size() == much.size());
  }
}

TEST_CASE("redis client: who gives commands waits while the server does not read") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    co_await client.connect();
    server.stop_reading();
    int sent = 0;
    std::vector<TaskHandle<>> tasks;
    for (int i = 0; i < 50; ++i) tasks.push_back(create_task(send_much(client, sent)));
    co_await test::passes(200);
    CHECK(sent == 50);  // each waits: for room, or for its reply
    int late = 0;
    const TaskHandle<> one_more = create_task(send_much(client, late));
    co_await test::passes(100);
    const std::size_t before = server.asked.size();
    server.read_on();
    for (const TaskHandle<>& task : tasks) co_await task;
    co_await one_more;
    CHECK(server.asked.size() == before + 51 * 200);
  };
  in_a_world(play);
}

Task<void> send_one(RedisClient& client, int& lost, int& not_sent) {
  const std::string much(10'000, 'x');
  try {
    const Reply reply = co_await client.command("ECHO", much);
  } catch (const ReplyLostError&) {
    ++lost;
  } catch (const NotConnectedError&) {
    ++not_sent;
  }
}

TEST_CASE("redis client: what waits for a server that does not read was not sent") {
  static constexpr auto play = [](FakeRedis& server, RedisClient& client) -> Task<void> {
    co_await client.connect();
    server.stop_reading();
    int lost = 0;
    int not_sent = 0;
    std::vector<TaskHandle<>> tasks;
    for (int i = 0; i < 100; ++i) tasks.push_back(create_task(send_one(client, lost, not_sent)));
    co_await test::passes(50);
    server.cut_connections();
    for (const TaskHandle<>& task : tasks) co_await task;
    CHECK(lost + not_sent == 100);
    CHECK(lost < 40);  // as much as the network and the buffer hold
    server.read_on();
  };
  in_a_world(play);
}

}  // namespace
}  // namespace kit::redis
