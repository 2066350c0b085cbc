// Debian's own clients: redis-cli and redis-benchmark do not notice whose server it is.
#include <doctest/doctest.h>
#include <fcntl.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/redis/needs.hpp"
#include "tests/redis/servers.hpp"
#include "tests/support/folder.hpp"

namespace kit::test {
namespace {

constexpr int piped_commands = 10'000;

std::vector<std::string> cli(const RespServer& server, const Arguments& arguments) {
  std::vector<std::string> command = {"redis-cli", "-p", std::to_string(server.port())};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

/// Sorted: the order of keys is nobody's promise.
std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  std::sort(lines.begin(), lines.end());
  return lines;
}

void check_same(const Servers& servers, const Arguments& arguments) {
  const Outcome redis(cli(servers.redis, arguments));
  const Outcome ours(cli(servers.ours, arguments));
  CHECK_MESSAGE(ours.out == redis.out, arguments.back());
  CHECK_MESSAGE(ours.err == redis.err, arguments.back());
  CHECK_MESSAGE(ours.ending == redis.ending, arguments.back());
}

TEST_CASE("redis-cli: single commands" * doctest::skip(no_redis())) {
  const Servers servers;
  const std::vector<std::string> typed = {
      "SET a b",
      "GET a",
      "GET nosuch",
      "--no-raw GET a",
      "--raw GET a",
      "--no-raw GET x",
      "INCR n",
      "--no-raw INCR n",
      "-r 3 INCR n",
      "MSET x 1 y 2",
      "--no-raw MGET x y z",
      "MGET x y z",
      "GET",
      "NOSUCH a",
      "-e GET",
      "-n 3 SET three 3",
      "-n 3 DBSIZE",
      "-n 99 PING",
      "-3 CONFIG GET maxmemory",
      "-3 --no-raw MGET x nosuch",
      "-3 GET nosuch",
      "--csv MGET x y z",
      "--json MGET x y z",
      "-2 --no-raw CONFIG GET maxmemory",
      "PING",
      "-3 PING",
      "-3 ECHO hello",
      "--no-raw SET u \"\\x00\"",
      "--no-raw GET u",
      "-a wrong PING",
      "--no-auth-warning -a wrong PING",
      "--user default --pass wrong --no-auth-warning PING",
      "CLIENT GETNAME",
      "EXPIRE x 100",
      "TYPE x",
      "DEL x y",
  };
  for (const std::string& line : typed) check_same(servers, words(line));
}

TEST_CASE("redis-cli: --pipe with 10,000 commands" * doctest::skip(no_redis())) {
  const Servers servers;
  const Folder folder;
  const std::string path = folder / "commands";
  std::ofstream file(path);
  for (int i = 0; i < piped_commands; ++i)
    file << encoded(
        {"SET", "key:" + std::to_string(i), std::string(static_cast<std::size_t>(i % 50), 'x')});
  file << encoded({"NOSUCH"}) << "INCR plain\r\n";
  file.close();
  std::vector<std::string> said;
  for (const RespServer* const server : {&servers.redis, &servers.ours}) {
    const Fd in(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    Process process(cli(*server, {"--pipe"}), {.in = in.get()});
    said.push_back(process.out_rest() + process.err_rest());
    CHECK(process.wait() == Ending{.status = 1, .signal = 0});  // one command was none
    CHECK(server->connect().command("DBSIZE") == ":10001\r\n");
    CHECK(server->connect().command("STRLEN key:9999") == ":49\r\n");
  }
  CHECK(said[1] == said[0]);
  CHECK(said[1].find("errors: 1, replies: 10002") != std::string::npos);
}

TEST_CASE("redis-cli: --scan" * doctest::skip(no_redis())) {
  const Servers servers;
  for (const RespServer* const server : {&servers.redis, &servers.ours}) {
    RespClient client = server->connect();
    for (int i = 0; i < 1000; ++i) client.command({"SET", "key:" + std::to_string(i), "v"});
    client.command("SET other v");
  }
  const std::vector<Arguments> all = {{"--scan"},
                                      {"--scan", "--pattern", "key:9*"},
                                      {"--scan", "--pattern", "*5"},
                                      {"--scan", "--pattern", "nosuch*"},
                                      {"-3", "--scan", "--pattern", "o?her"}};
  for (const Arguments& arguments : all) {
    const Outcome redis(cli(servers.redis, arguments));
    const Outcome ours(cli(servers.ours, arguments));
    CHECK(lines_of(ours.out) == lines_of(redis.out));
    CHECK(ours.err == "");
    CHECK(ours.ending == redis.ending);
  }
}

/// Collections of each kind, one of each clearly the biggest, and counts for --hotkeys.
void fill_for_statistics(const RespServer& server) {
  RespClient client = server.connect();
  for (int i = 0; i < 50; ++i) {
    const std::string n = std::to_string(i);
    client.command({"SET", "string:" + n, std::string(static_cast<std::size_t>(i + 1), 'x')});
    client.command({"RPUSH", i % 2 == 0 ? "list:small" : "list:big", n, n});
    client.command({"RPUSH", "list:big", n});
    client.command({"SADD", i == 0 ? "set:small" : "set:big", n});
    client.command({"HSET", i == 0 ? "hash:small" : "hash:big", n, n});
    client.command({"ZADD", i == 0 ? "zset:small" : "zset:big", n, n});
  }
}

/// What it says, without the progress, which depends on the order of keys.
std::vector<std::string> summary(const RespServer& server, const Arguments& arguments) {
  const Outcome run(cli(server, arguments));
  CHECK(run.ending == Ending{.status = 0, .signal = 0});
  CHECK(run.err == "");
  const std::size_t from = run.out.find("-------- summary -------");
  REQUIRE_MESSAGE(from != run.out.npos, run.out);
  return lines_of(run.out.substr(from));
}

TEST_CASE("redis-cli: --bigkeys and --memkeys find the biggest of each kind" *
          doctest::skip(no_redis())) {
  const Servers servers;
  fill_for_statistics(servers.redis);
  fill_for_statistics(servers.ours);
  const std::vector<std::string> ours = summary(servers.ours, {"--bigkeys"});
  CHECK(ours == summary(servers.redis, {"--bigkeys"}));
  const auto says = [&ours](const char* text) {
    return std::any_of(ours.begin(), ours.end(),
                       [text](const std::string& line) { return line.find(text) != line.npos; });
  };
  CHECK(says("\"list:big\"' has 100 items"));
  CHECK(says("\"zset:big\"' has 49 members"));
  // How many bytes a key takes is a matter of each server.
  CHECK(summary(servers.ours, {"--memkeys"}).size() ==
        summary(servers.redis, {"--memkeys"}).size());
}

TEST_CASE("redis-cli: --hotkeys says in the same words that nobody counts" *
          doctest::skip(no_redis())) {
  const Servers servers;
  std::vector<std::string> said;
  for (const RespServer* const server : {&servers.redis, &servers.ours}) {
    fill_for_statistics(*server);
    const Outcome run(cli(*server, {"--hotkeys"}));
    CHECK(run.ending == Ending{.status = 1, .signal = 0});
    said.push_back(run.out + run.err);
  }
  CHECK(said[1] == said[0]);
}

/// The names of the tests that it has done, in its order.
std::vector<std::string> benchmark_names(const std::string& out) {
  std::vector<std::string> names;
  std::istringstream stream(out);
  for (std::string line; std::getline(stream, line);) {
    const std::string last = line.substr(line.rfind('\r') + 1);
    if (last.find(" requests per second") == last.npos) continue;
    names.push_back(last.substr(0, last.find(": ")));
  }
  return names;
}

TEST_CASE("redis-benchmark: all its tests, without a complaint" * doctest::skip(no_redis())) {
  const Servers servers;
  for (const std::string depth : {"1", "16"}) {
    std::vector<std::vector<std::string>> names;
    for (const RespServer* const server : {&servers.redis, &servers.ours}) {
      const Outcome run({"redis-benchmark", "-p", std::to_string(server->port()), "-n", "1000",
                         "-r", "100", "-P", depth, "-q"});
      CHECK(run.ending == Ending{.status = 0, .signal = 0});
      CHECK(run.err == "");
      CHECK_MESSAGE(run.out.find("rror") == std::string::npos, run.out);
      CHECK_MESSAGE(run.out.find("WARNING") == std::string::npos, run.out);
      names.push_back(benchmark_names(run.out));
    }
    CHECK(names[1] == names[0]);
    CHECK(names[1].size() >= 18);
  }
}

}  // namespace
}  // namespace kit::test
