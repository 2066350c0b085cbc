// Lists as commands. What is expected is what redis-server 7.0.15 writes, with a DEL before it.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "servers/resp/append_only/encode.hpp"
#include "servers/resp/protocol/request.hpp"
#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

/// What makes the key of database 0 anew, a line for each command.
std::vector<std::string> lines_of(Bench& bench, std::string_view key) {
  CommandStream stream;
  stream.add_entry(0, *bench.instance.keyspace[0].find(key));
  std::vector<std::string> lines;
  RequestParser parser;
  std::string_view rest = stream.bytes();
  while (!rest.empty()) {
    const Request request = parser.parse(rest);
    REQUIRE(request.status == RequestStatus::command);
    std::string line;
    for (const std::string_view word : request.arguments)
      line.append(line.empty() ? "" : " ").append(word);
    lines.push_back(line);
    rest.remove_prefix(request.taken);
  }
  return lines;
}

TEST_CASE("append-only: a short list is one RPUSH, and its deadline follows") {
  Bench bench;
  bench.run("RPUSH l a 1 -70000 \"\" 007");
  bench.run("PEXPIREAT l 1800000000000");
  CHECK(lines_of(bench, "l") == std::vector<std::string>{"SELECT 0", "DEL l",
                                                         "RPUSH l a 1 -70000  007",
                                                         "PEXPIREAT l 1800000000000"});
}

TEST_CASE("append-only: of a list, sixty-four elements go into one command, in their order") {
  for (const std::size_t count : {64, 65, 128, 200}) {
    Bench bench;
    bench.run("CONFIG SET list-max-listpack-size 10");
    for (std::size_t i = 0; i < count; ++i) bench.run("RPUSH l " + std::to_string(1000 * i));
    const std::vector<std::string> lines = lines_of(bench, "l");
    CHECK(lines.size() == 2 + (count + 63) / 64);
    Bench other;
    // Once more makes no difference: a key may come twice while the file is rewritten.
    for (int i = 0; i < 2; ++i)
      for (const std::string& line : lines) other.run(line);
    CHECK(other.run("LRANGE l 0 -1") == bench.run("LRANGE l 0 -1"));
  }
}

}  // namespace
}  // namespace kit::resp
