// INFO: sections by name, and numbers that are true.
#include <doctest/doctest.h>

#include <string>

#include "servers/resp/commands/info_text.hpp"
#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST_CASE("INFO: what clients read") {
  Bench bench;
  bench.instance.port = 4711;
  bench.now += 3 * 86'400'000 + 5'000;
  const std::string text = bench.run("INFO");
  for (const char* line :
       {"# Server\r\nredis_version:7.0.15\r\n", "\r\nredis_mode:standalone\r\n",
        "\r\ntcp_port:4711\r\n", "\r\nuptime_in_seconds:259205\r\nuptime_in_days:3\r\n",
        "\r\n\r\n# Clients\r\nconnected_clients:1\r\n", "\r\nmaxclients:10000\r\n",
        "\r\nused_memory:", "\r\nmaxmemory_policy:noeviction\r\n", "\r\nrole:master\r\n",
        "\r\naof_enabled:0\r\n", "\r\ncluster_enabled:0\r\n"})
    CHECK_MESSAGE(has(text, line), line);
  CHECK_FALSE(has(text, "# Commandstats"));
}

TEST_CASE("INFO: sections, in letters of any case, each once and in their order") {
  Bench bench;
  CHECK(bench.run("INFO nothing") == bulk(""));
  CHECK(bench.run("INFO CLUSTER") == bulk("# Cluster\r\ncluster_enabled:0\r\n"));
  CHECK(bench.run("INFO keyspace cluster cluster") ==
        bulk("# Cluster\r\ncluster_enabled:0\r\n\r\n# Keyspace\r\n"));
  CHECK(has(bench.run("INFO all"), "# Commandstats"));
  CHECK(has(bench.run("INFO everything"), "# Latencystats"));
  CHECK_FALSE(has(bench.run("INFO default"), "# Commandstats"));
  bench.run("HELLO 3");
  CHECK(bench.run("INFO cluster") == "=34\r\ntxt:# Cluster\r\ncluster_enabled:0\r\n\r\n");
}

TEST_CASE("INFO keyspace: the databases that have keys") {
  Bench bench;
  bench.run("SET a 1");
  bench.run("SET b 1 EX 100");
  bench.run("SELECT 7");
  bench.run("SET c 1");
  CHECK(bench.run("INFO keyspace") ==
        bulk("# Keyspace\r\ndb0:keys=2,expires=1,avg_ttl=0\r\ndb7:keys=1,expires=0,avg_ttl=0\r\n"));
}

TEST_CASE("INFO commandstats: calls, and those that were refused or failed") {
  Bench bench;
  bench.run("SET a text");
  bench.run("SET a text");
  bench.run("SET a");
  bench.run("INCR a");
  bench.run("CONFIG GET hz");
  bench.run("NOSUCH");
  CHECK(bench.run("INFO commandstats") ==
        bulk("# Commandstats\r\n"
             "cmdstat_config|get:calls=1,rejected_calls=0,failed_calls=0\r\n"
             "cmdstat_set:calls=2,rejected_calls=1,failed_calls=0\r\n"
             "cmdstat_incr:calls=1,rejected_calls=0,failed_calls=1\r\n"));
  bench.run("CONFIG RESETSTAT");
  CHECK(
      bench.run("INFO commandstats") ==
      bulk("# "
           "Commandstats\r\ncmdstat_config|resetstat:calls=1,rejected_calls=0,failed_calls=0\r\n"));
}

TEST_CASE("INFO errorstats: by the first word, what was refused included") {
  Bench bench;
  bench.run("NOSUCH");
  bench.run("GET");
  bench.run("HELLO 9");
  CHECK(bench.run("INFO errorstats") ==
        bulk("# Errorstats\r\nerrorstat_ERR:count=2\r\nerrorstat_NOPROTO:count=1\r\n"));
  CHECK(has(bench.run("INFO stats"), "total_error_replies:3\r\n"));
}

TEST_CASE("INFO stats: commands of the last moments, and none after an hour of silence") {
  Bench bench;
  for (int i = 0; i < 100; ++i) {
    bench.now += 10;
    bench.run("PING");
  }
  // In one second, with INFO itself.
  CHECK(has(bench.run("INFO stats"), "\r\ninstantaneous_ops_per_sec:101\r\n"));
  bench.now += 3'600'000;
  CHECK(has(bench.run("INFO stats"), "\r\ninstantaneous_ops_per_sec:0\r\n"));
}

TEST_CASE("INFO: sizes for people") {
  const auto human = [](std::uint64_t value) {
    InfoText text;
    text.bytes("x", value);
    const std::string& all = text.str();
    return all.substr(all.find("x_human:") + 8);
  };
  CHECK(human(0) == "0B\r\n");
  CHECK(human(1023) == "1023B\r\n");
  CHECK(human(1536) == "1.50K\r\n");
  CHECK(human(100 << 20) == "100.00M\r\n");
  CHECK(human(25276502016) == "23.54G\r\n");
}

}  // namespace
}  // namespace kit::resp
