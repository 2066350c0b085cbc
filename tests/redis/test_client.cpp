// Our client (servers/resp/client) and real servers.
#include <doctest/doctest.h>
#include <signal.h>

#include <optional>
#include <string>
#include <vector>

#include "loop/errors.hpp"
#include "loop/tasks/run.hpp"
#include "loop/tasks/timeout.hpp"
#include "servers/resp/client/redis_client.hpp"
#include "tests/redis/needs.hpp"
#include "tests/redis/servers.hpp"
#include "tests/support/failures.hpp"

namespace kit::test {
namespace {

using redis::Command;
using redis::Message;
using redis::RedisClient;
using redis::RedisOptions;
using redis::Reply;
using redis::ReplyError;
using redis::ReplyKind;
using redis::ReplyLostError;
using Options = std::vector<std::string>;

RedisOptions to(const RespServer& server, const std::string& credentials = "", int database = 0) {
  RedisOptions options;
  options.url = redis::parse_redis_url("redis://" + credentials +
                                       "127.0.0.1:" + std::to_string(server.port()));
  options.url.database = database;
  options.backoff.first = std::chrono::milliseconds(10);
  return options;
}

Task<std::string> text_of(RedisClient& client, Command command) {
  const Reply reply = co_await client.command(std::move(command));
  co_return reply.text;
}

/// Subscribes, and gives the messages to a queue.
Task<void> listen(RedisClient& client, Queue<Message>& queue, std::string channel) {
  co_await client.subscribe(std::move(channel), redis::into(queue));
}

Task<std::string> next_payload(Queue<Message>& queue) {
  const Message message = co_await queue.get();
  co_return message.payload;
}

// ------------------------------------------------------------ commands

Task<void> try_commands(RespServer& server) {
  RedisClient client(to(server));
  co_await client.connect();
  Reply reply = co_await client.command("SET", "a", std::string("x\r\n\0y", 5));
  CHECK(reply.kind == ReplyKind::simple);
  reply = co_await client.command("GET", "a");
  CHECK(reply.text == std::string("x\r\n\0y", 5));
  reply = co_await client.command("GET", "none");
  CHECK(reply.is_null());
  reply = co_await client.command("STRLEN", "a");
  CHECK(reply.integer == 5);
  reply = co_await client.command("MGET", "a", "none");
  CHECK(reply.items.size() == 2);
  CHECK(reply.items[1].is_null());
  reply = co_await client.command("CONFIG", "GET", "maxmemory");
  CHECK(reply.kind == ReplyKind::map);
  CHECK(reply.items.at(1).text == "0");
  const std::exception_ptr failure = co_await failure_of(client.command("INCR", "a"));
  CHECK(as<ReplyError>(failure).code() == "ERR");
  co_await client.close();
}

TEST_CASE("our client: commands and the kinds of their replies" * doctest::skip(no_redis())) {
  for (const Make make : {Make::redis, Make::ours}) {
    CAPTURE(name_of(make));
    RespServer server(make);
    run(try_commands(server));
  }
}

Task<void> count_up(RedisClient& client, std::string key, long& sum) {
  for (int i = 0; i < 200; ++i) {
    const Reply reply = co_await client.command("INCR", key);
    sum += reply.integer;
  }
}

Task<void> try_pipelining(RespServer& server) {
  RedisClient client(to(server));
  co_await client.connect();
  constexpr long tasks = 100;
  long sum = 0;
  std::vector<TaskHandle<>> all;
  for (int i = 0; i < tasks; ++i)
    all.push_back(create_task(count_up(client, "key" + std::to_string(i), sum)));
  for (const TaskHandle<>& each : all) co_await each;
  CHECK(sum == tasks * 200 * 201 / 2);
  co_await client.close();
}

TEST_CASE("our client: 20,000 commands of 100 tasks, each with its own reply" *
          doctest::skip(no_redis())) {
  for (const Make make : {Make::redis, Make::ours}) {
    CAPTURE(name_of(make));
    RespServer server(make);
    run(try_pipelining(server));
  }
}

// ------------------------------------------------------------ the handshake

Task<void> try_handshake(RespServer& server, std::string credentials, int database, bool resp3) {
  RedisClient client(to(server, credentials, database));
  co_await client.connect();
  const Reply reply = co_await client.command("CONFIG", "GET", "maxmemory");
  CHECK(reply.kind == (resp3 ? ReplyKind::map : ReplyKind::array));
  const Command who = {"CLIENT", "INFO"};
  const std::string info = co_await text_of(client, who);
  CHECK(info.find(" db=" + std::to_string(database) + " ") != info.npos);
  co_await client.close();
}

Task<void> try_refusal(RespServer& server, std::string credentials, std::string code) {
  RedisClient client(to(server, credentials));
  const std::exception_ptr failure = co_await failure_of(client.connect());
  CHECK(as<ReplyError>(failure).code() == code);
}

TEST_CASE("our client: passwords, users and databases" * doctest::skip(no_redis())) {
  RespServer server(Make::redis, Options{"--requirepass", "p@ss", "--user", "ann", "on", ">secret",
                                         "+@all", "~*", "&*"});
  run(try_handshake(server, ":p%40ss@", 0, true));
  run(try_handshake(server, "ann:secret@", 3, true));
  run(try_refusal(server, "", "NOAUTH"));
  run(try_refusal(server, ":wrong@", "WRONGPASS"));
  run(try_refusal(server, "ann:wrong@", "WRONGPASS"));
}

TEST_CASE("our client: a server without HELLO is spoken to in RESP2" * doctest::skip(no_redis())) {
  RespServer server(Make::redis, Options{"--rename-command", "HELLO", "", "--requirepass", "pw"});
  run(try_handshake(server, ":pw@", 2, false));
  run(try_refusal(server, ":wrong@", "WRONGPASS"));
}

// ------------------------------------------------------------ messages

Task<void> try_messages(RespServer& server) {
  RedisClient listener(to(server));
  RedisClient speaker(to(server));
  co_await listener.connect();
  co_await speaker.connect();
  Queue<Message> news;
  Queue<Message> all;
  co_await listen(listener, news, "news");
  co_await listener.psubscribe("n*", redis::into(all));
  Reply reply = co_await speaker.command("PUBLISH", "news", "hello");
  CHECK(reply.integer == 2);
  std::string payload = co_await next_payload(news);
  CHECK(payload == "hello");
  const Message message = co_await all.get();
  CHECK(message.pattern == "n*");
  CHECK(message.channel == "news");
  listener.unsubscribe("news");
  // Under both protocols its own PING comes back after the confirmation.
  reply = co_await listener.command("PING");
  reply = co_await speaker.command("PUBLISH", "news", "again");
  CHECK(reply.integer == 1);
  payload = co_await next_payload(all);
  CHECK(payload == "again");
  CHECK(news.empty());
  co_await listener.close();
  co_await speaker.close();
}

TEST_CASE("our client: publish and subscribe" * doctest::skip(no_redis())) {
  SUBCASE("RESP3") {
    RespServer server(Make::redis);
    run(try_messages(server));
  }
  SUBCASE("RESP2") {
    RespServer server(Make::redis, Options{"--rename-command", "HELLO", ""});
    run(try_messages(server));
  }
}

TEST_CASE("our client: publish and subscribe on our server") {
  RespServer server(Make::ours);
  run(try_messages(server));
}

// ------------------------------------------------------------ a server that dies

/// Until the server has begun to serve so many blocked clients.
Task<void> until_blocked(RedisClient& client) {
  const Command ask = {"INFO", "clients"};
  for (;;) {
    const std::string info = co_await text_of(client, ask);
    if (info.find("blocked_clients:1\r\n") != info.npos) co_return;
  }
}

Task<void> try_restart(std::optional<RespServer>& server) {
  RedisClient client(to(*server));
  RedisClient other(to(*server));
  co_await client.connect();
  co_await other.connect();
  Queue<Message> news;
  co_await listen(other, news, "news");
  const TaskHandle<Reply> waiting = create_task(client.command("BLPOP", "nothing", "0"));
  co_await until_blocked(other);
  const std::uint16_t port = server->port();
  server->process().signal(SIGKILL);
  server->process().wait();
  const std::exception_ptr failure = co_await failure_of(wait_for(waiting, std::nullopt));
  CHECK(is<ReplyLostError>(failure));
  server.reset();
  server.emplace(Make::redis, Options{}, 0, port);
  co_await client.connected();
  co_await other.connected();
  const Reply reply = co_await client.command("PUBLISH", "news", "I am back");
  CHECK(reply.integer == 1);
  const std::string payload = co_await next_payload(news);
  CHECK(payload == "I am back");
  co_await client.close();
  co_await other.close();
}

TEST_CASE("our client: the server is killed and comes back" * doctest::skip(no_redis())) {
  std::optional<RespServer> server(std::in_place, Make::redis);
  run(try_restart(server));
}

Task<void> try_kill(RespServer& server) {
  RedisClient listener(to(server));
  RedisClient speaker(to(server));
  co_await listener.connect();
  co_await speaker.connect();
  Queue<Message> news;
  co_await listen(listener, news, "news");
  for (int i = 0; i < 5; ++i) {
    const Reply killed = co_await speaker.command("CLIENT", "KILL", "TYPE", "pubsub");
    CHECK(killed.integer == 1);
    Reply heard;
    while (heard.integer == 0) heard = co_await speaker.command("PUBLISH", "news", "hello");
    const std::string payload = co_await next_payload(news);
    CHECK(payload == "hello");
  }
  co_await listener.close();
  co_await speaker.close();
}

TEST_CASE("our client: a subscriber who is killed again and again" * doctest::skip(no_redis())) {
  RespServer server(Make::redis);
  run(try_kill(server));
}

TEST_CASE("our client: a subscriber of our server who is killed again and again") {
  RespServer server(Make::ours);
  run(try_kill(server));
}

}  // namespace
}  // namespace kit::test
