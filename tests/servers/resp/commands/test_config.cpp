// CONFIG: what is asked for, what is changed, and that all of it is or nothing.
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "servers/resp/state/parameter.hpp"
#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

std::string failed(std::string_view name, std::string_view reason) {
  return refusal(std::string("ERR CONFIG SET failed (possibly related to argument '") +
                 std::string(name) + "') - " + std::string(reason));
}

std::string pair(std::string_view name, std::string_view value) {
  return "*2\r\n" + bulk(name) + bulk(value);
}

TEST_CASE("CONFIG GET: patterns in letters of any case, each parameter once") {
  Bench bench;
  CHECK(bench.run("CONFIG GET maxmemory MAXMEMORY maxmemor?") == pair("maxmemory", "0"));
  CHECK(bench.run("CONFIG GET no-such") == "*0\r\n");
  CHECK(bench.run("CONFIG GET *listpack-value hash-max-ziplist-value") ==
        "*6\r\n" + bulk("hash-max-listpack-value") + bulk("64") + bulk("zset-max-listpack-value") +
            bulk("64") + bulk("hash-max-ziplist-value") + bulk("64"));
  bench.run("HELLO 3");
  CHECK(bench.run("CONFIG GET hz") == "%1\r\n" + bulk("hz") + bulk("10"));
}

TEST_CASE("CONFIG GET: the port is the real one") {
  Bench bench;
  CHECK(bench.run("CONFIG GET port") == pair("port", "6379"));
  bench.instance.port = 4711;
  CHECK(bench.run("CONFIG GET port") == pair("port", "4711"));
}

TEST_CASE("CONFIG GET: appendonly says whether the keys are written down") {
  Bench bench;
  CHECK(bench.run("CONFIG GET appendonly") == pair("appendonly", "no"));
  bench.keep_journal();
  CHECK(bench.run("CONFIG GET appendonly") == pair("appendonly", "yes"));
}

TEST_CASE("CONFIG SET: what is set takes effect") {
  Bench bench;
  Parameters& parameters = bench.instance.parameters;
  CHECK(bench.run("CONFIG SET maxmemory 100mb maxmemory-policy ALLKEYS-LRU timeout 7") == ok);
  CHECK(parameters.maxmemory == 100 << 20);
  CHECK(parameters.maxmemory_policy == EvictionPolicy::allkeys_lru);
  CHECK(parameters.timeout == 7);
  CHECK(bench.run("CONFIG SET protected-mode NO requirepass secret maxclients 5") == ok);
  CHECK_FALSE(parameters.protected_mode);
  CHECK(parameters.requirepass == "secret");
  CHECK(parameters.maxclients == 5);
  CHECK(bench.run("CONFIG SET proto-max-bulk-len 1mb hz 9999 maxmemory-samples 3") == ok);
  CHECK(parameters.proto_max_bulk_len == 1 << 20);
  CHECK(parameters.hz == 500);
  CHECK(parameters.maxmemory_samples == 3);
  CHECK(bench.run("CONFIG GET maxmemory-policy") == pair("maxmemory-policy", "allkeys-lru"));
}

TEST_CASE("CONFIG SET: the rest is remembered under all its names") {
  Bench bench;
  CHECK(bench.run("CONFIG SET slave-priority 3") == ok);
  CHECK(bench.run("CONFIG GET replica-priority") == pair("replica-priority", "3"));
  CHECK(bench.run("CONFIG SET replica-priority 100") == ok);
  CHECK(bench.run("CONFIG GET slave-priority") == pair("slave-priority", "100"));
  CHECK(bench.run("CONFIG SET loglevel VERBOSE") == ok);
  CHECK(bench.run("CONFIG GET loglevel") == pair("loglevel", "verbose"));
}

TEST_CASE("CONFIG SET: all of it or nothing") {
  Bench bench;
  CHECK(bench.run("CONFIG SET maxmemory 1 hz x") ==
        failed("hz", "argument couldn't be parsed into an integer"));
  CHECK(bench.run("CONFIG SET maxmemory 1 nosuch 2") ==
        refusal("ERR Unknown option or number of arguments for CONFIG SET - 'nosuch'"));
  CHECK(bench.run("CONFIG SET maxmemory 1 MaxMemory 2") ==
        failed("MaxMemory", "duplicate parameter"));
  CHECK(bench.run("CONFIG SET maxmemory 1 databases 2") ==
        failed("databases", "can't set immutable config"));
  CHECK(bench.run("CONFIG SET maxmemory 1 dir /") == failed("dir", "can't set protected config"));
  CHECK(bench.run("CONFIG SET maxmemory 1 hz") == refusal(syntax_error));
  CHECK(bench.instance.parameters.maxmemory == 0);
}

TEST_CASE("CONFIG SET: a value that does not fit is told why") {
  Bench bench;
  CHECK(bench.run("CONFIG SET timeout -1") ==
        failed("timeout", "argument must be between 0 and 2147483647 inclusive"));
  CHECK(bench.run("CONFIG SET maxmemory 5x") ==
        failed("maxmemory", "argument must be a memory value"));
  CHECK(bench.run("CONFIG SET maxmemory -1") ==
        failed("maxmemory", "argument must be a memory value"));
  CHECK(bench.run("CONFIG SET maxmemory-clients 5x") ==
        failed("maxmemory-clients", "argument must be a memory or percent value"));
  CHECK(bench.run("CONFIG SET maxmemory-clients 5%") == ok);
  CHECK(bench.run("CONFIG SET protected-mode maybe") ==
        failed("protected-mode", "argument must be 'yes' or 'no'"));
  CHECK(bench.run("CONFIG SET maxmemory-policy lru") ==
        failed("maxmemory-policy",
               "argument(s) must be one of the following: volatile-lru, volatile-lfu, "
               "volatile-random, volatile-ttl, allkeys-lru, allkeys-lfu, allkeys-random, "
               "noeviction"));
  CHECK(bench.run("CONFIG SET proto-max-bulk-len 10") ==
        failed("proto-max-bulk-len",
               "argument must be between 1048576 and 9223372036854775807 inclusive"));
}

TEST_CASE("CONFIG SET client-output-buffer-limit: by class; the hard limit of all takes effect") {
  Bench bench;
  const std::string_view name = "client-output-buffer-limit";
  CHECK(bench.run("CONFIG SET client-output-buffer-limit \"normal 1mb 2 3 replica 4 5 6\"") == ok);
  CHECK(bench.instance.parameters.output_limits.normal.hard == 1 << 20);
  CHECK(bench.run("CONFIG GET client-output-buffer-limit") ==
        pair(name, "normal 1048576 2 3 slave 4 5 6 pubsub 33554432 8388608 60"));
  CHECK(bench.run("CONFIG SET client-output-buffer-limit \"normal 1 2\"") ==
        failed(name, "Wrong number of arguments in buffer limit configuration."));
  CHECK(bench.run("CONFIG SET client-output-buffer-limit \"master 1 2 3\"") ==
        failed(name, "Invalid client class specified in buffer limit configuration."));
  CHECK(bench.run("CONFIG SET client-output-buffer-limit \"normal 1 x 3\"") ==
        failed(name, "Error in hard, soft or soft_seconds setting in buffer limit configuration."));
  CHECK(bench.instance.parameters.output_limits.normal.hard == 1 << 20);
}

TEST_CASE("CONFIG: what else there is") {
  Bench bench;
  bench.run("GET none");
  CHECK(bench.instance.statistics.keyspace_misses == 1);
  CHECK(bench.run("CONFIG RESETSTAT") == ok);
  CHECK(bench.instance.statistics.keyspace_misses == 0);
  CHECK(bench.run("CONFIG REWRITE") == refusal("ERR The server is running without a config file"));
  CHECK(bench.run("CONFIG what") == refusal("ERR unknown subcommand 'what'. Try CONFIG HELP."));
  CHECK(bench.run("CONFIG HELP").starts_with("*11\r\n+CONFIG <subcommand> [<arg> [value]"));
}

TEST_CASE("parameters: each can be read, has one name, and takes its own value back") {
  const Parameters initial;
  std::set<std::string_view> names;
  for (const Parameter& parameter : all_parameters()) {
    CAPTURE(parameter.name);
    CHECK(names.insert(parameter.name).second);
    CHECK(find_parameter(parameter.name) == &parameter);
    const std::string value = read_parameter(initial, parameter);
    Parameters changed;
    CHECK(write_parameter(changed, parameter, value).empty());
    CHECK(read_parameter(changed, parameter) == value);
    CHECK(changed.remembered.size() <= 1);
  }
  for (const Alias& alias : parameter_aliases()) {
    CAPTURE(alias.name);
    CHECK(names.insert(alias.name).second);
    CHECK(find_parameter(alias.name)->name == alias.of);
  }
}

TEST_CASE("parse_memory: units of thousand and of 1024, and nothing beside them") {
  CHECK(parse_memory("100") == 100);
  CHECK(parse_memory("5B") == 5);
  CHECK(parse_memory("1k") == 1000);
  CHECK(parse_memory("1Kb") == 1024);
  CHECK(parse_memory("3m") == 3'000'000);
  CHECK(parse_memory("100mb") == 104'857'600);
  CHECK(parse_memory("2g") == 2'000'000'000);
  CHECK(parse_memory("2GB") == 2'147'483'648);
  CHECK(parse_memory("99999999999999999999") == ~std::uint64_t{0});
  CHECK(parse_memory("99999999999gb") == ~std::uint64_t{0});
  for (const char* wrong : {"1.5", "-1", "5x", "1kbb", " 1", "1 mb", "x"})
    CHECK_FALSE(parse_memory(wrong));
}

}  // namespace
}  // namespace kit::resp
