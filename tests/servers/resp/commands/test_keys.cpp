// Commands on keys.
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

using Lines = std::vector<std::string>;

const std::string same_objects = "-ERR source and destination objects are the same\r\n";
const std::string no_key = "-ERR no such key\r\n";

TEST_CASE("keys: EXISTS counts a key as often as it is named, DEL erases it once") {
  Bench bench;
  bench.keep_journal();
  bench.run("SET a 1");
  bench.run("SET b 2");
  bench.journal.lines.clear();
  CHECK(bench.run("EXISTS a b c a") == ":3\r\n");
  CHECK(bench.run("DEL a a c") == ":1\r\n");
  CHECK(bench.run("UNLINK b b") == ":1\r\n");
  CHECK(bench.run("DEL a b") == ":0\r\n");
  CHECK(bench.run("EXISTS a b") == ":0\r\n");
  CHECK((bench.journal.lines == Lines{"0 DEL a a c", "0 UNLINK b b"}));
}

TEST_CASE("keys: a dead key is nowhere, and its end is written down as DEL") {
  Bench bench;
  bench.keep_journal();
  for (const char* const key : {"a", "b", "c", "d", "e", "f"}) {
    bench.run(std::string("SET ") + key + " 1");
    bench.run(std::string("PEXPIRE ") + key + " 5");
  }
  bench.now += 5;
  bench.journal.lines.clear();
  CHECK(bench.run("DEL a") == ":0\r\n");
  CHECK(bench.run("EXISTS b") == ":0\r\n");
  CHECK(bench.run("TYPE c") == "+none\r\n");
  CHECK(bench.run("RENAME d x") == no_key);
  CHECK(bench.run("COPY e x") == ":0\r\n");
  CHECK(bench.run("MOVE f 1") == ":0\r\n");
  CHECK((bench.journal.lines ==
         Lines{"0 DEL a", "0 DEL b", "0 DEL c", "0 DEL d", "0 DEL e", "0 DEL f"}));
  CHECK(bench.instance.statistics.expired_keys == 6);
  CHECK(bench.run("DBSIZE") == ":0\r\n");
}

TEST_CASE("keys: looking at what is known of a key is no use of it, TOUCH is") {
  Bench bench;
  bench.run("SET a text");
  const auto idle = [&bench] { return bench.run("OBJECT IDLETIME a"); };
  bench.now += 10'000;
  for (const char* const line : {"EXISTS a", "TYPE a", "TTL a", "OBJECT ENCODING a", "KEYS *",
                                 "SCAN 0", "RANDOMKEY", "OBJECT REFCOUNT a"})
    bench.run(line);
  CHECK(idle() == ":10\r\n");
  const std::uint64_t hits = bench.instance.statistics.keyspace_hits;
  CHECK(bench.run("TOUCH a b a") == ":2\r\n");
  CHECK(idle() == ":0\r\n");
  CHECK(bench.instance.statistics.keyspace_hits == hits + 3);
  CHECK(bench.instance.statistics.keyspace_misses == 1);
}

TEST_CASE("keys: TYPE says string, or none") {
  Bench bench;
  bench.run("SET number 1");
  bench.run("SET text abc");
  bench.run("SET long " + std::string(1000, 'x'));
  CHECK(bench.run("TYPE number") == "+string\r\n");
  CHECK(bench.run("TYPE text") == "+string\r\n");
  CHECK(bench.run("TYPE long") == "+string\r\n");
  CHECK(bench.run("TYPE other") == "+none\r\n");
}

TEST_CASE("keys: RENAME takes value and deadline along, over whatever was there") {
  for (const std::string& value : {std::string("7"), std::string("abc"), std::string(500, 'x')}) {
    Bench bench;
    bench.keep_journal();
    bench.run("SET a " + value);
    bench.run("PEXPIRE a 500");
    bench.run("SET b other");
    bench.journal.lines.clear();
    CHECK(bench.run("RENAME a b") == ok);
    CHECK(bench.run("GET b") == bulk(value));
    CHECK(bench.run("PTTL b") == ":500\r\n");
    CHECK(bench.run("EXISTS a") == ":0\r\n");
    CHECK(bench.run("RENAME b c") == ok);
    CHECK(bench.run("PTTL c") == ":500\r\n");
    CHECK((bench.journal.lines == Lines{"0 RENAME a b", "0 RENAME b c"}));
    bench.now += 500;
    CHECK(bench.run("GET c") == nothing);
  }
}

TEST_CASE("keys: RENAME over a mortal key leaves none of its deadline") {
  Bench bench;
  bench.run("SET a 1");
  bench.run("SET b 2");
  bench.run("PEXPIRE b 500");
  CHECK(bench.run("RENAME a b") == ok);
  CHECK(bench.run("PTTL b") == ":-1\r\n");
  CHECK(bench.instance.keyspace[0].with_deadline() == 0);
}

TEST_CASE("keys: a key renamed to itself stays, and nothing is written down") {
  Bench bench;
  bench.run("SET a 1");
  bench.keep_journal();
  CHECK(bench.run("RENAME a a") == ok);
  CHECK(bench.run("RENAMENX a a") == ":0\r\n");
  CHECK(bench.run("RENAME b b") == no_key);
  CHECK(bench.run("RENAMENX b b") == no_key);
  CHECK(bench.run("GET a") == bulk("1"));
  CHECK(bench.journal.lines.empty());
}

TEST_CASE("keys: RENAMENX never takes another key's place, unless that one is dead") {
  Bench bench;
  bench.keep_journal();
  bench.run("SET a 1");
  bench.run("SET b 2");
  bench.run("PEXPIRE b 5");
  bench.journal.lines.clear();
  CHECK(bench.run("RENAMENX a b") == ":0\r\n");
  CHECK(bench.journal.lines.empty());
  bench.now += 5;
  CHECK(bench.run("RENAMENX a b") == ":1\r\n");
  CHECK(bench.run("GET b") == bulk("1"));
  CHECK(bench.run("PTTL b") == ":-1\r\n");
  CHECK((bench.journal.lines == Lines{"0 DEL b", "0 RENAMENX a b"}));
}

TEST_CASE("keys: COPY makes a second one with the same deadline, also in another database") {
  Bench bench;
  bench.keep_journal();
  bench.run("SET a abc");
  bench.run("PEXPIRE a 500");
  bench.journal.lines.clear();
  bench.journal.announced.clear();
  CHECK(bench.run("COPY a b") == ":1\r\n");
  CHECK(bench.run("COPY a b") == ":0\r\n");
  CHECK(bench.run("COPY a a DB 3") == ":1\r\n");
  CHECK(bench.run("COPY x b replace") == ":0\r\n");
  CHECK(bench.run("GET a") == bulk("abc"));
  CHECK(bench.run("PTTL b") == ":500\r\n");
  CHECK((bench.journal.lines == Lines{"0 COPY a b", "0 COPY a a DB 3"}));
  const std::set<std::string> announced(bench.journal.announced.begin(),
                                        bench.journal.announced.end());
  CHECK(announced.contains("3 a"));
  bench.run("SELECT 3");
  CHECK(bench.run("PTTL a") == ":500\r\n");
}

TEST_CASE("keys: COPY REPLACE takes the place of another, whatever that was") {
  Bench bench;
  bench.run("SET a 1");
  bench.run("SET b " + std::string(1000, 'x'));
  bench.run("PEXPIRE b 500");
  CHECK(bench.run("COPY a b REPLACE") == ":1\r\n");
  CHECK(bench.run("GET b") == bulk("1"));
  CHECK(bench.run("PTTL b") == ":-1\r\n");
  bench.run("INCR b");
  CHECK(bench.run("GET a") == bulk("1"));
}

TEST_CASE("keys: COPY checks its options in Redis's order") {
  Bench bench;
  CHECK(bench.run("COPY a a") == same_objects);
  CHECK(bench.run("COPY a a DB 0") == same_objects);
  CHECK(bench.run("COPY a b DB") == refusal(syntax_error));
  CHECK(bench.run("COPY a b to") == refusal(syntax_error));
  CHECK(bench.run("COPY a a DB x") == refusal(not_an_integer));
  CHECK(bench.run("COPY a b DB 16") == "-ERR DB index is out of range\r\n");
  CHECK(bench.run("COPY a b DB 2147483648") ==
        "-ERR value is out of range, value must between -2147483648 and 2147483647\r\n");
  CHECK(bench.run("COPY a b DB 1 REPLACE REPLACE db 2") == ":0\r\n");
}

TEST_CASE("keys: MOVE takes a key to another database, with its deadline") {
  Bench bench;
  bench.keep_journal();
  bench.run("SET a 1");
  bench.run("PEXPIRE a 500");
  bench.journal.lines.clear();
  bench.journal.announced.clear();
  CHECK(bench.run("MOVE a 1") == ":1\r\n");
  CHECK(bench.run("MOVE a 1") == ":0\r\n");
  CHECK((bench.journal.lines == Lines{"0 MOVE a 1"}));
  CHECK((bench.journal.announced == Lines{"0 a", "1 a", "0 a"}));
  bench.run("SET a 2");
  CHECK(bench.run("MOVE a 1") == ":0\r\n");  // there is one
  CHECK(bench.run("GET a") == bulk("2"));
  CHECK(bench.instance.keyspace[0].with_deadline() == 0);
  bench.run("SELECT 1");
  CHECK(bench.run("PTTL a") == ":500\r\n");
  CHECK(bench.run("MOVE a 1") == same_objects);
  CHECK(bench.run("MOVE a -1") == "-ERR DB index is out of range\r\n");
  CHECK(bench.run("MOVE a one") == refusal(not_an_integer));
}

TEST_CASE("keys: RANDOMKEY draws all keys alike, and no dead ones") {
  Bench bench;
  CHECK(bench.run("RANDOMKEY") == nothing);
  for (int i = 0; i < 10; ++i) bench.run("SET " + std::to_string(i) + " x");
  std::map<std::string, int> drawn;
  for (int i = 0; i < 2000; ++i) ++drawn[bench.run("RANDOMKEY")];
  CHECK(drawn.size() == 10);
  for (const auto& [key, times] : drawn) CHECK(times > 100);
  for (int i = 1; i < 10; ++i) bench.run("PEXPIRE " + std::to_string(i) + " 5");
  bench.now += 5;
  for (int i = 0; i < 20; ++i) CHECK(bench.run("RANDOMKEY") == bulk("0"));
}

TEST_CASE("keys: RANDOMKEY finds the one that lives among thousands of dead ones") {
  Bench bench;
  bench.run("SET alive x");
  for (int i = 0; i < 5000; ++i) {
    bench.run("SET " + std::to_string(i) + " x");
    bench.run("PEXPIRE " + std::to_string(i) + " 5");
  }
  bench.now += 5;
  CHECK(bench.run("RANDOMKEY") == bulk("alive"));
  bench.run("DEL alive");
  CHECK(bench.run("RANDOMKEY") == nothing);
}

}  // namespace
}  // namespace kit::resp
