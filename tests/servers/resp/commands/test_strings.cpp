// Commands that set and get whole texts. (Those with a time: test_deadlines.cpp.)
#include <doctest/doctest.h>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

TEST_CASE("SET and GET: what was set is got, whatever its bytes") {
  Bench bench;
  CHECK(bench.run("GET key") == nothing);
  CHECK(bench.run("SET key value") == ok);
  CHECK(bench.run("get KEY") == nothing);
  CHECK(bench.run("GET key") == bulk("value"));
  const std::string bytes("\0\r\n\xff", 4);
  CHECK(bench.run_words({"SET", bytes, bytes}) == ok);
  CHECK(bench.run_words({"GET", bytes}) == bulk(bytes));
}

TEST_CASE("GET: counts in the statistics whether the key was there; SET does not") {
  Bench bench;
  bench.run("SET key value");
  bench.run("GET key");
  bench.run("GET key");
  bench.run("GET other");
  CHECK(bench.instance.statistics.keyspace_hits == 2);
  CHECK(bench.instance.statistics.keyspace_misses == 1);
}

TEST_CASE("SET: NX sets what is not there, XX what is") {
  Bench bench;
  CHECK(bench.run("SET key 1 XX") == nothing);
  CHECK(bench.run("GET key") == nothing);
  CHECK(bench.run("SET key 2 nx") == ok);
  CHECK(bench.run("SET key 3 NX") == nothing);
  CHECK(bench.run("GET key") == bulk("2"));
  CHECK(bench.run("SET key 4 XX") == ok);
  CHECK(bench.run("GET key") == bulk("4"));
}

TEST_CASE("SET: GET gives what was there before, whether or not it is set anew") {
  Bench bench;
  CHECK(bench.run("SET key 1 GET") == nothing);
  CHECK(bench.run("SET key 2 GET") == bulk("1"));
  CHECK(bench.run("SET key 3 NX GET") == bulk("2"));
  CHECK(bench.run("GET key") == bulk("2"));
  CHECK(bench.run("SET other 1 XX GET") == nothing);
  CHECK(bench.run("GET other") == nothing);
  CHECK(bench.run("SET key 4 GET XX") == bulk("2"));
  CHECK(bench.run("GET key") == bulk("4"));
}

TEST_CASE("SET: options that contradict each other, or are none, change nothing") {
  Bench bench;
  bench.run("SET key old");
  for (const char* options :
       {"NX XX", "XX NX", "foo", "EX", "PX 1 EX", "EX 10 PX 10", "PXAT 10 EXAT 10", "EX 10 KEEPTTL",
        "KEEPTTL EX 10", "PERSIST", "KEEPTTL GET foo", "\"\""})
    CHECK(bench.run(std::string("SET key new ") + options) == refusal("ERR syntax error"));
  CHECK(bench.run("GET key") == bulk("old"));
}

TEST_CASE("SETNX: sets what is not there, and says whether it did") {
  Bench bench;
  CHECK(bench.run("SETNX key 1") == number(1));
  CHECK(bench.run("SETNX key 2") == number(0));
  CHECK(bench.run("GET key") == bulk("1"));
}

TEST_CASE("MSET and MGET: many at once, each in its place") {
  Bench bench;
  CHECK(bench.run("MSET a 1 b two a 3") == ok);
  CHECK(bench.run("MGET a nosuch b a") == "*4\r\n" + bulk("3") + nothing + bulk("two") + bulk("3"));
  CHECK(bench.run("MSET a 1 b") == refusal("ERR wrong number of arguments for 'mset' command"));
  CHECK(bench.run("MGET a") == "*1\r\n" + bulk("3"));
}

TEST_CASE("MSETNX: all or none") {
  Bench bench;
  CHECK(bench.run("MSETNX a 1 b 2") == number(1));
  CHECK(bench.run("MSETNX c 3 b 4") == number(0));
  CHECK(bench.run("MGET a b c") == "*3\r\n" + bulk("1") + bulk("2") + nothing);
  CHECK(bench.run("MSETNX d 1 d 2") == number(1));
  CHECK(bench.run("GET d") == bulk("2"));
  CHECK(bench.run("MSETNX a 1 b") == refusal("ERR wrong number of arguments for 'msetnx' command"));
}

TEST_CASE("GETSET and GETDEL: give what was there and change it") {
  Bench bench;
  CHECK(bench.run("GETSET key 1") == nothing);
  CHECK(bench.run("GETSET key two") == bulk("1"));
  CHECK(bench.run("GETDEL key") == bulk("two"));
  CHECK(bench.run("GETDEL key") == nothing);
  CHECK(bench.run("GET key") == nothing);
}

TEST_CASE("strings: version 3 of the protocol has a null of its own") {
  Bench bench;
  bench.clients[0].version = Version::resp3;
  CHECK(bench.run("GET key") == "_\r\n");
  CHECK(bench.run("SET key 1 XX") == "_\r\n");
  CHECK(bench.run("MGET key") == "*1\r\n_\r\n");
}

TEST_CASE("strings: the log gets words that mean the same later, and only for changes") {
  Bench bench;
  bench.keep_journal();
  const auto logged = [&bench](std::string_view line) {
    bench.journal.lines.clear();
    bench.run(line);
    std::string all;
    for (const std::string& each : bench.journal.lines) all.append(each).append(";");
    return all;
  };
  CHECK(logged("SET key 1") == "0 SET key 1;");
  CHECK(logged("SET key 2 NX") == "");
  CHECK(logged("SET other 2 NX") == "0 SET other 2 NX;");
  CHECK(logged("SET key 3 GET") == "0 SET key 3;");
  CHECK(logged("SET key 3 GET KEEPTTL") == "0 SET key 3 KEEPTTL;");
  CHECK(logged("SETNX key 4") == "");
  CHECK(logged("SETNX new 4") == "0 SETNX new 4;");
  CHECK(logged("MSET a 1 b 2") == "0 MSET a 1 b 2;");
  CHECK(logged("MSETNX a 1 c 2") == "");
  CHECK(logged("MSETNX c 1 d 2") == "0 MSETNX c 1 d 2;");
  CHECK(logged("GETSET key 5") == "0 SET key 5;");
  CHECK(logged("GETDEL key") == "0 DEL key;");
  CHECK(logged("GETDEL key") == "");
  CHECK(logged("GET a") == "");
}

}  // namespace
}  // namespace kit::resp
