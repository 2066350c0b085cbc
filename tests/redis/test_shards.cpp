// More keys, or more commands, than one loop can hold: several servers, and a proxy that decides by
// the key whose they are. What the README says of it is true.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/redis/needs.hpp"
#include "tests/redis/shards.hpp"

namespace kit::test {
namespace {

constexpr int keys = 300;

std::string key(int i) { return "key" + std::to_string(i); }
std::string bulk(const std::string& value) {
  return "$" + std::to_string(value.size()) + "\r\n" + value + "\r\n";
}

/// Sets all keys to their own names.
void fill(RespClient& client) {
  for (int i = 0; i < keys; ++i) CHECK(client.command({"SET", key(i), key(i)}) == "+OK\r\n");
}

/// Some keys of each server, in turn: of 0, 1, 2, 0, ...
std::vector<std::string> keys_of_all(const Shards& shards, std::size_t count) {
  std::vector<std::string> chosen;
  for (int i = 0; i < keys && chosen.size() < count; ++i)
    if (shards.place_of(key(i)) == chosen.size() % shards.size()) chosen.push_back(key(i));
  REQUIRE(chosen.size() == count);
  return chosen;
}

Arguments with(std::string name, const std::vector<std::string>& arguments) {
  Arguments command = {std::move(name)};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

TEST_CASE("shards: several workers are refused: why, and what to do instead") {
  const Outcome refused({KIT_SERVERS "/resp", "--port", "0", "--workers", "2"});
  CHECK(refused.ending == Ending{.status = 2, .signal = 0});
  CHECK(refused.out == "");
  CHECK(refused.err ==
        "resp: --workers 2 cannot be: the keys belong to one loop. For more cores, start more "
        "servers and a proxy that shards the keys (README: More than one core)\n");
  const Outcome help({KIT_SERVERS "/resp", "--help"});
  CHECK(help.out.find("Always 1: the keys belong to one loop") != std::string::npos);
}

TEST_CASE("shards: every key is on one of three servers, and each has its part" *
          doctest::skip(no_nutcracker())) {
  Shards shards;
  RespClient client = shards.connect();
  fill(client);
  std::vector<int> counts(3);
  for (int i = 0; i < keys; ++i) ++counts[shards.place_of(key(i))];
  // With ketama's 160 points for each server nobody is far from a third.
  for (const int count : counts) CHECK(count > keys / 6);
  for (int i = 0; i < keys; ++i) CHECK(client.command({"GET", key(i)}) == bulk(key(i)));
  // Another client finds them where this one has put them.
  RespClient other = shards.connect();
  for (int i = 0; i < keys; ++i) CHECK(other.command({"APPEND", key(i), "!"}).starts_with(":"));
  for (int i = 0; i < keys; ++i) CHECK(client.command({"GET", key(i)}) == bulk(key(i) + "!"));
}

TEST_CASE("shards: commands for keys of several servers are put together by the proxy" *
          doctest::skip(no_nutcracker())) {
  Shards shards;
  RespClient client = shards.connect();
  fill(client);
  const std::vector<std::string> some = keys_of_all(shards, 9);
  std::string values = "*9\r\n";
  for (const std::string& each : some) values += bulk(each);
  CHECK(client.command(with("MGET", some)) == values);
  CHECK(client.command(with("TOUCH", some)) == ":9\r\n");
  // Asks the first key's server about all of them.
  CHECK(client.command(with("EXISTS", some)) == ":3\r\n");
  CHECK(client.command(with("DEL", some)) == ":9\r\n");
  CHECK(client.command(with("UNLINK", some)) == ":0\r\n");
  for (const std::string& each : some) CHECK(client.command({"EXISTS", each}) == ":0\r\n");
  CHECK(client.command({"MSET", some[0], "a", some[1], "b", some[2], "c"}) == "+OK\r\n");
  for (std::size_t i = 0; i < 3; ++i) CHECK(shards.place_of(some[i]) == i);
}

TEST_CASE("shards: what stands in braces decides alone, so that keys stay together" *
          doctest::skip(no_nutcracker())) {
  Shards shards;
  RespClient client = shards.connect();
  for (int i = 0; i < 30; ++i) {
    const std::string user = "{user" + std::to_string(i) + "}";
    client.command({"MSET", user + ":name", "x", user + ":mail", "y", user + ":visits", "1"});
    const std::size_t place = shards.place_of(user + ":name");
    CHECK(shards.place_of(user + ":mail") == place);
    CHECK(shards.place_of(user + ":visits") == place);
  }
}

TEST_CASE(
    "shards: what concerns all keys or the connection, the proxy does not know, and hangs up" *
    doctest::skip(no_nutcracker())) {
  Shards shards;
  for (const std::string line :
       {"KEYS *", "SCAN 0", "DBSIZE", "FLUSHALL", "RENAME a b", "SELECT 1", "HELLO 3", "MULTI",
        "SUBSCRIBE news", "INFO", "CONFIG GET *", "ECHO x"}) {
    CAPTURE(line);
    RespClient client = shards.connect();
    CHECK(client.command(line) == "");
    CHECK(shards.connect().command("PING") == "+PONG\r\n");
  }
}

TEST_CASE("shards: redis-cli does not notice the proxy" * doctest::skip(no_nutcracker())) {
  Shards shards;
  const auto said = [&shards](const Arguments& arguments) {
    return Outcome(with("redis-cli", with("-p", with(std::to_string(shards.port()), arguments))))
        .out;
  };
  CHECK(said({"SET", "a", "1"}) == "OK\n");
  CHECK(said({"INCR", "a"}) == "2\n");
  CHECK(said({"MGET", "a", "b"}) == "2\n\n");
  CHECK(said({"DEL", "a", "b"}) == "1\n");
}

/// The error, or whatever else it is.
bool is_refused(const std::string& reply) { return reply == "-ERR Connection refused\r\n"; }

/// Until the proxy has noticed that the connection which it had is gone.
void await_refusal(Shards& shards, const std::string& name) {
  RespClient client = shards.connect();
  std::string reply = client.command({"GET", name});
  for (int i = 0; i < 1000 && !is_refused(reply); ++i) {
    CHECK(reply.starts_with("-ERR"));
    reply = client.command({"GET", name});
  }
  CHECK(is_refused(reply));
}

TEST_CASE("shards: of a server that is gone the keys are refused, those of the others go on" *
          doctest::skip(no_nutcracker())) {
  Shards shards;
  RespClient client = shards.connect();
  fill(client);
  const std::vector<std::string> some = keys_of_all(shards, 9);
  std::vector<std::size_t> places;
  for (int i = 0; i < keys; ++i) places.push_back(shards.place_of(key(i)));
  shards.kill(1);
  await_refusal(shards, some[1]);
  for (int i = 0; i < keys; ++i) {
    const std::string reply = client.command({"GET", key(i)});
    CHECK(reply == (places[static_cast<std::size_t>(i)] == 1 ? "-ERR Connection refused\r\n"
                                                             : bulk(key(i))));
  }
  // After one that failed for several keys, the proxy may hang up.
  CHECK(is_refused(shards.connect().command(with("MGET", some))));
  CHECK(is_refused(shards.connect().command(with("DEL", {some[1], some[2]}))));
  shards.start_again(1);
  client = shards.connect();
  for (int i = 0; i < keys; ++i)
    if (places[static_cast<std::size_t>(i)] == 1)
      CHECK(client.command({"GET", key(i)}) == bulk(key(i)));
}

}  // namespace
}  // namespace kit::test
