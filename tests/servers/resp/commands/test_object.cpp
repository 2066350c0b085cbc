// OBJECT.
#include <doctest/doctest.h>

#include <string>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

TEST_CASE("object: ENCODING is int, embstr up to 44 bytes, raw above") {
  Bench bench;
  const auto encoding_of = [&bench](const std::string& value) {
    bench.run_words({"SET", "key", value});
    return bench.run("OBJECT ENCODING key");
  };
  CHECK(encoding_of("12") == bulk("int"));
  CHECK(encoding_of("-9223372036854775808") == bulk("int"));
  CHECK(encoding_of("9223372036854775808") == bulk("embstr"));
  CHECK(encoding_of("012") == bulk("embstr"));
  CHECK(encoding_of("") == bulk("embstr"));
  CHECK(encoding_of(std::string(44, 'x')) == bulk("embstr"));
  CHECK(encoding_of(std::string(45, 'x')) == bulk("raw"));
  CHECK(encoding_of(std::string(192, 'x')) == bulk("raw"));
  CHECK(encoding_of(std::string(5000, 'x')) == bulk("raw"));
}

TEST_CASE("object: a short text is raw when somebody has written into it, until it is set anew") {
  Bench bench;
  bench.run("SET key abc");
  Database& database = bench.instance.keyspace[0];
  database.set_size(database.find("key"), 5);  // as APPEND and SETRANGE do
  CHECK(bench.run("OBJECT ENCODING key") == bulk("raw"));
  bench.run("COPY key copy");
  CHECK(bench.run("OBJECT ENCODING copy") == bulk("raw"));
  bench.run("RENAME key other");
  bench.run("PEXPIRE other 500");
  CHECK(bench.run("OBJECT ENCODING other") == bulk("raw"));
  bench.run("SET other abc");
  CHECK(bench.run("OBJECT ENCODING other") == bulk("embstr"));
}

TEST_CASE("object: REFCOUNT is that of a shared number below ten thousand") {
  Bench bench;
  const std::string shared = ":2147483647\r\n";
  for (const char* const value : {"0", "9999"}) {
    bench.run(std::string("SET key ") + value);
    CHECK(bench.run("OBJECT REFCOUNT key") == shared);
  }
  for (const char* const value : {"-1", "10000", "abc"}) {
    bench.run(std::string("SET key ") + value);
    CHECK(bench.run("OBJECT REFCOUNT key") == ":1\r\n");
  }
  bench.run("SET key 5");
  bench.instance.parameters.maxmemory_policy = EvictionPolicy::allkeys_lru;
  CHECK(bench.run("OBJECT REFCOUNT key") == shared);
  bench.instance.parameters.maxmemory = 100 << 20;
  CHECK(bench.run("OBJECT REFCOUNT key") == ":1\r\n");
  bench.instance.parameters.maxmemory_policy = EvictionPolicy::volatile_ttl;
  CHECK(bench.run("OBJECT REFCOUNT key") == shared);
}

TEST_CASE("object: IDLETIME is the seconds since the last use, on a clock that goes round") {
  Bench bench;
  bench.run("SET key x");
  CHECK(bench.run("OBJECT IDLETIME key") == ":0\r\n");
  bench.now += 3'600'000;
  CHECK(bench.run("OBJECT IDLETIME key") == ":3600\r\n");
  bench.run("GET key");
  CHECK(bench.run("OBJECT IDLETIME key") == ":0\r\n");
  bench.now = ((std::int64_t{5} << 24) - 1) * 1000;  // the last second of a round
  bench.run("GET key");
  bench.now += 2000;
  CHECK(bench.run("OBJECT IDLETIME key") == ":2\r\n");
}

TEST_CASE("object: IDLETIME and FREQ each need a policy that notes it") {
  Bench bench;
  bench.run("SET key x");
  CHECK(bench.run("OBJECT FREQ key").starts_with("-ERR An LFU maxmemory policy is not selected, "));
  bench.instance.parameters.maxmemory_policy = EvictionPolicy::allkeys_lfu;
  CHECK(bench.run("OBJECT FREQ key").starts_with(":"));
  CHECK(bench.run("OBJECT IDLETIME key").starts_with("-ERR An LFU maxmemory policy is selected, "));
  CHECK(bench.run("OBJECT IDLETIME other") == nothing);
}

TEST_CASE("object: what is not there is null, and what is not known has no name") {
  Bench bench;
  for (const char* const subcommand : {"ENCODING", "FREQ", "IDLETIME", "REFCOUNT"}) {
    CHECK(bench.run(std::string("OBJECT ") + subcommand + " key") == nothing);
    std::string name = std::string("object|") + subcommand;
    for (char& letter : name)
      if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter | 0x20);
    CHECK(bench.run(std::string("OBJECT ") + subcommand) ==
          "-ERR wrong number of arguments for '" + name + "' command\r\n");
  }
  CHECK(bench.run("OBJECT") == "-ERR wrong number of arguments for 'object' command\r\n");
  CHECK(bench.run("OBJECT foo") == "-ERR unknown subcommand 'foo'. Try OBJECT HELP.\r\n");
  CHECK(bench.run("OBJECT HELP").starts_with("*15\r\n+OBJECT <subcommand> [<arg> [value] [opt] "));
}

}  // namespace
}  // namespace kit::resp
