// Collections as commands. What is expected is what redis-server 7.0.15 writes, but for HMSET.
#include "servers/resp/append_only/encode.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "servers/resp/protocol/request.hpp"
#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

/// The commands in the stream, a line for each.
std::vector<std::string> lines_of(const CommandStream& stream) {
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

/// What makes the key of database 0 anew.
CommandStream stream_of(Bench& bench, std::string_view key) {
  CommandStream stream;
  stream.add_entry(0, *bench.instance.keyspace[0].find(key));
  return stream;
}

TEST_CASE("append-only: a small hash is one HSET, and its deadline follows") {
  Bench bench;
  bench.run("HSET h a 1 b -70000 3 text \"\" \"\"");
  CHECK(lines_of(stream_of(bench, "h")) ==
        std::vector<std::string>{"SELECT 0", "HSET h a 1 b -70000 3 text  "});
  bench.run("PEXPIREAT h 1800000000000");
  CHECK(lines_of(stream_of(bench, "h")) == std::vector<std::string>{"SELECT 0",
                                                                    "HSET h a 1 b -70000 3 text  ",
                                                                    "PEXPIREAT h 1800000000000"});
}

TEST_CASE("append-only: of a hash, sixty-four fields go into one command") {
  for (const char* const limit : {"512", "0"}) {
    for (const std::size_t fields : {64, 65, 128, 200}) {
      Bench bench;
      bench.run(std::string("CONFIG SET hash-max-listpack-entries ") + limit);
      for (std::size_t i = 0; i < fields; ++i)
        bench.run("HSET h " + std::to_string(i) + " " + std::to_string(1000 * i));
      const std::vector<std::string> lines = lines_of(stream_of(bench, "h"));
      CHECK(lines.size() == 1 + (fields + 63) / 64);
      Bench other;
      for (const std::string& line : lines) other.run(line);
      CHECK(other.run("HLEN h") == number(static_cast<std::int64_t>(fields)));
      for (std::size_t i = 0; i < fields; ++i)
        CHECK(other.run("HGET h " + std::to_string(i)) == bulk(std::to_string(1000 * i)));
    }
  }
}

}  // namespace
}  // namespace kit::resp
