// Commands on whole databases.
#include <doctest/doctest.h>

#include <string>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

using Lines = std::vector<std::string>;

TEST_CASE("databases: DBSIZE counts the client's own, the dead that nobody has found included") {
  Bench bench;
  CHECK(bench.run("DBSIZE") == ":0\r\n");
  bench.run("SET a 1");
  bench.run("SET b 1");
  bench.run("PEXPIRE b 5");
  bench.now += 5;
  CHECK(bench.run("DBSIZE") == ":2\r\n");
  bench.run("EXISTS b");
  CHECK(bench.run("DBSIZE") == ":1\r\n");
  bench.run("SELECT 1");
  CHECK(bench.run("DBSIZE") == ":0\r\n");
}

TEST_CASE("databases: FLUSHDB empties one, FLUSHALL all; the memory is given back later") {
  Bench bench;
  bench.keep_journal();
  bench.run("SET a 1");
  bench.run("SELECT 1");
  bench.run("SET a 1");
  bench.run("PEXPIRE a 500");
  bench.journal.lines.clear();
  CHECK(!bench.instance.has_chores.is_set());
  CHECK(bench.run("FLUSHDB") == ok);
  CHECK(bench.instance.has_chores.is_set());
  CHECK(bench.instance.keyspace.has_remains());
  CHECK(bench.run("DBSIZE") == ":0\r\n");
  CHECK(bench.instance.keyspace[1].with_deadline() == 0);
  CHECK(bench.instance.keyspace[0].size() == 1);
  bench.run("SET b 1");
  CHECK(bench.run("FLUSHALL ASYNC") == ok);
  CHECK(bench.run("FLUSHDB sync") == ok);
  CHECK(bench.instance.keyspace.key_count() == 0);
  while (bench.instance.keyspace.free_some(1)) {
  }
  CHECK(!bench.instance.keyspace.has_remains());
  CHECK((bench.journal.lines ==
         Lines{"1 FLUSHDB", "1 SET b 1", "1 FLUSHALL ASYNC", "1 FLUSHDB sync"}));
}

TEST_CASE("databases: FLUSHALL wakes whoever gives memory back") {
  Bench bench;
  bench.run("SET a 1");
  bench.run("FLUSHALL");
  CHECK(bench.instance.has_chores.is_set());
}

TEST_CASE("databases: a flush takes one option, SYNC or ASYNC") {
  Bench bench;
  bench.run("SET a 1");
  for (const char* const line :
       {"FLUSHALL foo", "FLUSHALL sync async", "FLUSHDB now", "FLUSHDB sync sync"})
    CHECK(bench.run(line) == refusal(syntax_error));
  CHECK(bench.run("DBSIZE") == ":1\r\n");
}

TEST_CASE("databases: SWAPDB gives each client the other's keys, deadlines included") {
  Bench bench;
  bench.keep_journal();
  Client& other = bench.add_client();
  bench.run(other, "SELECT 1");
  bench.run("SET a 1");
  bench.run("PEXPIRE a 500");
  bench.run(other, "SET b 2");
  bench.journal.lines.clear();
  CHECK(bench.run("SWAPDB 0 1") == ok);
  CHECK(bench.run("KEYS *") == "*1\r\n" + bulk("b"));
  CHECK(bench.run(other, "PTTL a") == ":500\r\n");
  CHECK((bench.journal.lines == Lines{"0 SWAPDB 0 1"}));
  bench.now += 500;
  bench.journal.lines.clear();
  CHECK(bench.run(other, "GET a") == nothing);
  CHECK((bench.journal.lines == Lines{"1 DEL a"}));
  CHECK(bench.run("SWAPDB 1 1") == ok);
}

TEST_CASE("databases: SWAPDB says which number is none") {
  Bench bench;
  for (const char* const number : {"x", "99999999999", "\"\""}) {
    CHECK(bench.run(std::string("SWAPDB ") + number + " x") == "-ERR invalid first DB index\r\n");
    CHECK(bench.run(std::string("SWAPDB 99 ") + number) == "-ERR invalid second DB index\r\n");
  }
  for (const char* const numbers : {"0 16", "16 0", "-1 0", "0 -1"})
    CHECK(bench.run(std::string("SWAPDB ") + numbers) == "-ERR DB index is out of range\r\n");
}

}  // namespace
}  // namespace kit::resp
