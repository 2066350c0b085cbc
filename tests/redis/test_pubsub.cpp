// Publish and subscribe: several clients of each server, of both versions of the protocol, and
// every byte that each of them gets.
#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "tests/redis/needs.hpp"
#include "tests/redis/party.hpp"

namespace kit::test {
namespace {

TEST_CASE("pubsub: each command, in both versions" * doctest::skip(no_redis())) {
  const Servers servers;
  check_party(servers, 4,
              {{1, "HELLO 3"},
               {0, "SUBSCRIBE a b a"},
               {1, "SUBSCRIBE b c"},
               {2, "PUBLISH b hello"},
               {2, "PUBLISH nobody hello"},
               {0, "PSUBSCRIBE b* c?"},
               {2, "PUBLISH b again"},
               {1, "PUBLISH b mine"},
               {0, "GET x"},
               {0, "PING"},
               {0, "PUBLISH b x"},
               {0, "CLIENT LIST"},
               {1, "GET x"},
               {0, "SSUBSCRIBE s"},
               {1, "SSUBSCRIBE s t"},
               {2, "SPUBLISH s m"},
               {2, "PUBLISH s m"},
               {2, "PUBSUB NUMSUB a b z"},
               {2, "PUBSUB NUMPAT"},
               {2, "PUBSUB SHARDNUMSUB s"},
               {2, "PUBSUB CHANNELS a*"},
               {2, "PUBSUB CHANNELS a b"},
               {2, "PUBSUB NUMPAT x"},
               {2, "PUBSUB"},
               {2, "PUBSUB NOSUCH"},
               {2, "PUBSUB HELP"},
               {2, "PUBSUB SHARDCHANNELS t"},
               {0, "UNSUBSCRIBE b"},
               {0, "UNSUBSCRIBE nosuch"},
               {0, "PUNSUBSCRIBE"},
               {0, "UNSUBSCRIBE"},
               {0, "UNSUBSCRIBE"},
               {0, "PUNSUBSCRIBE"},
               {0, "GET x"},
               {0, "SUNSUBSCRIBE"},
               {0, "SUNSUBSCRIBE"},
               {0, "GET x"},
               {1, "RESET"},
               {2, "PUBLISH b m"},
               {0, "SUBSCRIBE"},
               {0, "PUBLISH a"},
               {0, "SUBSCRIBE x"},
               {0, "GET x"},
               {2, "COMMAND GETKEYS SPUBLISH a b"}});
}

TEST_CASE("pubsub: in a transaction" * doctest::skip(no_redis())) {
  const Servers servers;
  RespClient redis = servers.redis.connect();
  RespClient ours = servers.ours.connect();
  for (const std::string line :
       {"MULTI", "SUBSCRIBE q", "GET x", "PING hi", "SSUBSCRIBE s", "EXEC", "MULTI", "RESET",
        "MULTI", "PUBLISH q m", "SPUBLISH q m", "EXEC"}) {
    CAPTURE(line);
    CHECK(ours.command(line) == redis.command(line));
  }
}

TEST_CASE("pubsub: CLIENT REPLY and pushes" * doctest::skip(no_redis())) {
  // PING has no answer then: read what is known to come.
  for (const Make make : {Make::redis, Make::ours}) {
    const RespServer server(make);
    RespClient client = server.connect();
    RespClient other = server.connect();
    client.command("HELLO 3");
    client.send(words("CLIENT REPLY OFF"));
    CHECK(client.command("SUBSCRIBE x") == ">3\r\n$9\r\nsubscribe\r\n$1\r\nx\r\n:1\r\n");
    CHECK(other.command("PUBLISH x m") == ":1\r\n");
    CHECK(client.reply() == ">3\r\n$7\r\nmessage\r\n$1\r\nx\r\n$1\r\nm\r\n");
    CHECK(client.command("PUBLISH x n") == ">3\r\n$7\r\nmessage\r\n$1\r\nx\r\n$1\r\nn\r\n");
    CHECK(client.command("CLIENT REPLY ON") == "+OK\r\n");
  }
}

TEST_CASE("pubsub: CLIENT KILL TYPE pubsub" * doctest::skip(no_redis())) {
  for (const Make make : {Make::redis, Make::ours}) {
    const RespServer server(make);
    RespClient client = server.connect();
    RespClient other = server.connect();
    client.command("SUBSCRIBE x");
    CHECK(other.command("CLIENT KILL TYPE normal") == ":0\r\n");
    CHECK(other.command("CLIENT KILL TYPE pubsub") == ":1\r\n");
    CHECK(client.rest() == "");
    CHECK(other.command("PUBLISH x m") == ":0\r\n");
  }
}

/// Subscribers that come and go, publishers, and keys to which things happen. No pattern is like a
/// name that another one is like: in which order those are told, nobody promises.
std::vector<Line> random_lines(std::uint64_t seed, std::size_t count, std::size_t clients) {
  std::mt19937_64 random(seed);
  const auto any = [&random](std::initializer_list<const char*> words) {
    return std::string(words.begin()[random() % words.size()]);
  };
  const auto name = [&] { return any({"a1", "a2", "b1", "b2", "c", "\"\"", "\"x\\x00y\""}); };
  std::vector<Line> lines = {{0, "CONFIG SET notify-keyspace-events KEA"}};
  while (lines.size() < count) {
    const std::size_t client = random() % clients;
    std::string text;
    switch (random() % 14) {
      case 0:
      case 1:
        text = "SUBSCRIBE " + name() + " " + name();
        break;
      case 2:
        text = "UNSUBSCRIBE " + name();
        break;
      case 3:
        text = "PSUBSCRIBE " + any({"a?", "b*", "__keyevent*", "[x]*"});
        break;
      case 4:
        text = "PUNSUBSCRIBE " + any({"a?", "b*", "__keyevent*", "[x]*", ""});
        break;
      case 5:
        text = any({"SSUBSCRIBE ", "SUNSUBSCRIBE "}) + name();
        break;
      case 6:
        text = "SPUBLISH " + name() + " m";
        break;
      case 7:
        text = any({"RESET", "HELLO 3", "HELLO 2", "PING", "SUBSCRIBE", "GET x"});
        break;
      case 8:
        text = "PUBSUB NUMSUB " + name() + " " + name();
        break;
      case 9:
        text = any({"PUBSUB NUMPAT", "PUBSUB SHARDNUMSUB a1 c", "PUBSUB CHANNELS c"});
        break;
      // Of client 0, which never subscribes.
      case 10:
        lines.push_back({0, any({"SET k 1", "DEL k", "INCR k", "EXPIRE k 100"})});
        continue;
      default:
        text = "PUBLISH " + name() + " " + any({"m", "\"\"", "\"\\r\\n\\x00\""});
    }
    lines.push_back({client == 0 ? 1 : client, text});
  }
  return lines;
}

TEST_CASE("pubsub: random subscribers and publishers" * doctest::skip(no_redis())) {
  const Servers servers;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    CAPTURE(seed);
    check_party(servers, 5, random_lines(seed, 1'500, 5));
  }
}

/// In its mode for subscribers, until the message has come.
std::vector<std::string> cli_hears(const RespServer& server, const std::string& option) {
  Process cli({"redis-cli", "-p", std::to_string(server.port()), option, "SUBSCRIBE", "x", "y"});
  std::vector<std::string> lines;
  const auto read = [&](std::size_t count) {
    while (lines.size() < count) lines.push_back(cli.out_line().value_or("the end"));
  };
  // Three lines for each name, and before them one for people.
  while (lines.empty() ||
         (lines.back() != "2" && lines.back() != "the end" && lines.back() != "3) (integer) 2"))
    read(lines.size() + 1);
  CHECK(server.connect().command("PUBLISH y hello") == ":1\r\n");
  read(lines.size() + 3);
  cli.signal(9);
  cli.wait();
  return lines;
}

TEST_CASE("redis-cli: SUBSCRIBE" * doctest::skip(no_redis())) {
  const Servers servers;
  for (const std::string option : {"--raw", "--no-raw", "-3"}) {
    const std::vector<std::string> ours = cli_hears(servers.ours, option);
    CHECK(ours == cli_hears(servers.redis, option));
    CHECK(ours.back().find("hello") != std::string::npos);
  }
}

}  // namespace
}  // namespace kit::test
