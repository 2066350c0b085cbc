// Commands that count.
#include <doctest/doctest.h>

#include <string>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

const std::string would_overflow = refusal("ERR increment or decrement would overflow");

TEST_CASE("INCR DECR INCRBY DECRBY: from nothing, up and down") {
  Bench bench;
  CHECK(bench.run("INCR key") == number(1));
  CHECK(bench.run("INCRBY key 10") == number(11));
  CHECK(bench.run("DECR key") == number(10));
  CHECK(bench.run("DECRBY key 15") == number(-5));
  CHECK(bench.run("INCRBY key -5") == number(-10));
  CHECK(bench.run("DECRBY key -3") == number(-7));
  CHECK(bench.run("GET key") == bulk("-7"));
  CHECK(bench.run("DECR other") == number(-1));
}

TEST_CASE("INCR: 64 bits, and not one further") {
  Bench bench;
  bench.run("SET key 9223372036854775806");
  CHECK(bench.run("INCR key") == number(9223372036854775807));
  CHECK(bench.run("INCR key") == would_overflow);
  CHECK(bench.run("GET key") == bulk("9223372036854775807"));
  bench.run("SET key -9223372036854775808");
  CHECK(bench.run("DECR key") == would_overflow);
  CHECK(bench.run("INCRBY key -1") == would_overflow);
  CHECK(bench.run("DECRBY key 1") == would_overflow);
  CHECK(bench.run("DECRBY key -9223372036854775808") == refusal("ERR decrement would overflow"));
  CHECK(bench.run("INCRBY key 9223372036854775807") == number(-1));
}

TEST_CASE("INCR: what is no integer is refused and stays") {
  Bench bench;
  for (const char* text :
       {"abc", "1.5", "\"\"", "\" 1\"", "\"1 \"", "01", "+1", "-0", "9223372036854775808", "1e3"}) {
    bench.run(std::string("SET key ") + text);
    CHECK(bench.run("INCR key") == refusal(not_an_integer));
    CHECK(bench.run("GETSET key 0") != bulk("1"));
  }
  for (const char* by : {"abc", "1.5", "\"\"", "9223372036854775808"}) {
    CHECK(bench.run(std::string("INCRBY key ") + by) == refusal(not_an_integer));
    CHECK(bench.run(std::string("DECRBY nosuch ") + by) == refusal(not_an_integer));
  }
  CHECK(bench.run("GET nosuch") == nothing);
}

TEST_CASE("INCR: a text that has become an integer counts, and its time stays") {
  Bench bench;
  bench.run("APPEND key 4");
  bench.run("APPEND key 1");
  CHECK(bench.run("INCR key") == number(42));
  bench.run("SET key a9 PX 100");
  bench.run("SETRANGE key 0 1");
  CHECK(bench.run("INCR key") == number(20));
  CHECK(bench.instance.keyspace[0].find("key")->deadline() == bench.now + 100);
  CHECK(bench.run("INCR key") == number(21));
  CHECK(bench.instance.keyspace[0].find("key")->deadline() == bench.now + 100);
}

TEST_CASE("INCR: changes the value where it is") {
  Bench bench;
  bench.run("SET key 1");
  const Entry* const entry = bench.instance.keyspace[0].find("key");
  CHECK(bench.run("INCR key") == number(2));
  CHECK(bench.instance.keyspace[0].find("key") == entry);
}

TEST_CASE("INCRBYFLOAT: sums without exponent, and without zeros behind") {
  Bench bench;
  CHECK(bench.run("INCRBYFLOAT key 10.50") == bulk("10.5"));
  CHECK(bench.run("INCRBYFLOAT key 0.1") == bulk("10.6"));
  CHECK(bench.run("INCRBYFLOAT key -5") == bulk("5.6"));
  bench.run("SET key 5.0e3");
  CHECK(bench.run("INCRBYFLOAT key 2.0e2") == bulk("5200"));
  CHECK(bench.run("INCR key") == number(5201));
  CHECK(bench.run("INCRBYFLOAT key 0x10") == bulk("5217"));
  CHECK(bench.run("GET key") == bulk("5217"));
}

TEST_CASE("INCRBYFLOAT: what is no number is refused, and what comes to none") {
  Bench bench;
  for (const char* text :
       {"abc", "\"\"", "\" 1\"", "\"1 \"", "1,5", "nan", "1e5000", "1e-5000", "\"1\\x00\""}) {
    bench.run("SET key 1");
    CHECK(bench.run(std::string("INCRBYFLOAT key ") + text) == refusal(not_a_float));
    CHECK(bench.run("GET key") == bulk("1"));
    bench.run(std::string("SET key ") + text);
    CHECK(bench.run("INCRBYFLOAT key 1") == refusal(not_a_float));
  }
  const std::string infinite = refusal("ERR increment would produce NaN or Infinity");
  bench.run("SET key 1");
  CHECK(bench.run("INCRBYFLOAT key inf") == infinite);
  bench.run("SET key -inf");
  CHECK(bench.run("INCRBYFLOAT key inf") == infinite);
}

TEST_CASE("INCRBYFLOAT: a text longer than any number is refused") {
  Bench bench;
  bench.run_words({"SET", "key", std::string(5119, '0')});
  CHECK(bench.run("INCRBYFLOAT key 1") == bulk("1"));
  bench.run_words({"SET", "key", std::string(5120, '0')});
  CHECK(bench.run("INCRBYFLOAT key 1") == refusal(not_a_float));
}

TEST_CASE("numbers: the log gets a float's sum, not the way there; refusals are not logged") {
  Bench bench;
  bench.keep_journal();
  bench.run("SET key 1 PX 100");
  bench.journal.lines.clear();
  bench.run("INCR key");
  bench.run("DECRBY key 5");
  bench.run("INCRBYFLOAT key 0.5");
  bench.run("INCR key");
  bench.run("INCRBYFLOAT key x");
  CHECK(bench.journal.lines ==
        std::vector<std::string>{"0 INCR key", "0 DECRBY key 5", "0 SET key -2.5 KEEPTTL"});
  CHECK(bench.instance.keyspace[0].find("key")->deadline() == bench.now + 100);
}

}  // namespace
}  // namespace kit::resp
