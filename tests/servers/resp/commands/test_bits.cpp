// Commands on bits.
#include <doctest/doctest.h>

#include <string>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

const std::string not_an_offset = refusal("ERR bit offset is not an integer or out of range");
const std::string not_a_bit = refusal("ERR bit is not an integer or out of range");

TEST_CASE("SETBIT and GETBIT: bit 0 is the highest of the first byte; zeros fill a gap") {
  Bench bench;
  CHECK(bench.run("SETBIT key 7 1") == number(0));
  CHECK(bench.run("GET key") == bulk("\x01"));
  CHECK(bench.run("SETBIT key 7 0") == number(1));
  CHECK(bench.run("SETBIT key 16 1") == number(0));
  CHECK(bench.run("GET key") == bulk(std::string("\0\0\x80", 3)));
  CHECK(bench.run("GETBIT key 16") == number(1));
  CHECK(bench.run("GETBIT key 17") == number(0));
  CHECK(bench.run("GETBIT key 24") == number(0));
  CHECK(bench.run("GETBIT nosuch 0") == number(0));
  CHECK(bench.run("SETBIT key 0 1") == number(0));  // what stands behind stays
  CHECK(bench.run("GET key") == bulk(std::string("\x80\0\x80", 3)));
}

TEST_CASE("GETBIT: behind the end are zeros, whatever stood there before") {
  Bench bench;
  bench.run_words({"SET", "key", std::string(40, '\xff')});
  bench.run_words({"SET", "key", "\xff"});
  CHECK(bench.run("GETBIT key 7") == number(1));
  for (const char* offset : {"8", "15", "64", "100"})
    CHECK(bench.run(std::string("GETBIT key ") + offset) == number(0));
}

TEST_CASE("SETBIT: in a number and in a text; the time stays") {
  Bench bench;
  bench.run("SET key 1 PX 10");  // 0x31
  CHECK(bench.run("SETBIT key 6 1") == number(0));
  CHECK(bench.run("GET key") == bulk("3"));
  CHECK(bench.run("INCR key") == number(4));
  CHECK(bench.instance.keyspace[0].find("key")->deadline() == bench.now + 10);
  bench.run("SET key a");
  CHECK(bench.run("SETBIT key 6 1") == number(0));
  CHECK(bench.run("SETBIT key 7 0") == number(1));
  CHECK(bench.run("GET key") == bulk("b"));
}

TEST_CASE("SETBIT and GETBIT: what is no offset, or no bit, is refused") {
  Bench bench({.proto_max_bulk_len = 100});
  for (const char* offset : {"x", "-1", "800", "9223372036854775807", "9223372036854775808"}) {
    CHECK(bench.run(std::string("SETBIT key ") + offset + " 1") == not_an_offset);
    CHECK(bench.run(std::string("SETBIT key ") + offset + " x") == not_an_offset);
    CHECK(bench.run(std::string("GETBIT key ") + offset) == not_an_offset);
  }
  for (const char* bit : {"2", "-1", "x"})
    CHECK(bench.run(std::string("SETBIT key 1 ") + bit) == not_a_bit);
  CHECK(bench.instance.keyspace[0].size() == 0);
  CHECK(bench.run("SETBIT key 799 1") == number(0));
  CHECK(bench.run("STRLEN key") == number(100));
  bench.now = 0;  // as while a log is being loaded
  CHECK(bench.run("SETBIT key 800 1") == number(0));
  CHECK(bench.run("SETBIT key -1 1") == not_an_offset);
}

TEST_CASE("SETBIT: only what changes something is logged") {
  Bench bench;
  bench.keep_journal();
  bench.run("SETBIT key 0 0");  // a key is there now
  bench.run("SETBIT key 7 0");
  bench.run("SETBIT key 8 0");  // it is longer now
  bench.run("SETBIT key 1 1");
  bench.run("SETBIT key 1 1");
  CHECK(bench.journal.lines ==
        std::vector<std::string>{"0 SETBIT key 0 0", "0 SETBIT key 8 0", "0 SETBIT key 1 1"});
}

TEST_CASE("BITCOUNT: whole, and in ranges of bytes or bits") {
  Bench bench;
  bench.run("SET key foobar");
  CHECK(bench.run("BITCOUNT key") == number(26));
  CHECK(bench.run("BITCOUNT key 0 0") == number(4));
  CHECK(bench.run("BITCOUNT key 1 1 BYTE") == number(6));
  CHECK(bench.run("BITCOUNT key 5 30 BIT") == number(17));
  CHECK(bench.run("BITCOUNT key -2 -1") == number(7));
  CHECK(bench.run("BITCOUNT key -8 -1 bit") == number(4));
  CHECK(bench.run("BITCOUNT key 3 2") == number(0));
  CHECK(bench.run("BITCOUNT key 6 9") == number(0));
  CHECK(bench.run("BITCOUNT key -100 -99") == number(4));
  bench.run("SET key 1");
  CHECK(bench.run("BITCOUNT key") == number(3));
  bench.run("SET key \"\"");
  CHECK(bench.run("BITCOUNT key") == number(0));
}

TEST_CASE("BITCOUNT: faults are told in Redis's order") {
  Bench bench;
  CHECK(bench.run("BITCOUNT nosuch 1") == number(0));
  CHECK(bench.run("BITCOUNT nosuch x 1 foo") == number(0));
  bench.run("SET key x");
  CHECK(bench.run("BITCOUNT key 1") == refusal(syntax_error));
  CHECK(bench.run("BITCOUNT key 1 2 BIT 3") == refusal(syntax_error));
  CHECK(bench.run("BITCOUNT key x 2 foo") == refusal(not_an_integer));
  CHECK(bench.run("BITCOUNT key 1 y foo") == refusal(not_an_integer));
  CHECK(bench.run("BITCOUNT key 1 2 foo") == refusal(syntax_error));
  CHECK(bench.run("BITCOUNT key -1 -2 foo") == number(0));
}

TEST_CASE("BITPOS: the first of its kind; behind a text without an end stand zeros") {
  Bench bench;
  bench.run_words({"SET", "key", std::string_view("\xff\xf0\x00", 3)});
  CHECK(bench.run("BITPOS key 0") == number(12));
  CHECK(bench.run("BITPOS key 1") == number(0));
  CHECK(bench.run("BITPOS key 1 2") == number(-1));
  CHECK(bench.run("BITPOS key 1 1 -1") == number(8));
  CHECK(bench.run("BITPOS key 0 0 11 BIT") == number(-1));
  CHECK(bench.run("BITPOS key 0 0 12 bit") == number(12));
  CHECK(bench.run("BITPOS key 1 12 15 BIT") == number(-1));
  CHECK(bench.run("BITPOS key 0 5 1") == number(-1));
  CHECK(bench.run("BITPOS key 1 -5 -9") == number(0));
  bench.run_words({"SET", "key", "\xff\xff\xff"});
  CHECK(bench.run("BITPOS key 0") == number(24));
  CHECK(bench.run("BITPOS key 0 1") == number(24));
  CHECK(bench.run("BITPOS key 0 0 -1") == number(-1));
  CHECK(bench.run("BITPOS key 0 3") == number(-1));
  CHECK(bench.run("BITPOS nosuch 0") == number(0));
  CHECK(bench.run("BITPOS nosuch 1") == number(-1));
  bench.run("SET key \"\"");
  CHECK(bench.run("BITPOS key 0") == number(-1));
}

TEST_CASE("BITPOS: faults are told in Redis's order") {
  Bench bench;
  CHECK(bench.run("BITPOS nosuch x") == refusal(not_an_integer));
  CHECK(bench.run("BITPOS nosuch 2") == refusal("ERR The bit argument must be 1 or 0."));
  CHECK(bench.run("BITPOS nosuch 0 x y z") == number(0));
  bench.run("SET key x");
  CHECK(bench.run("BITPOS key 1 x y z") == refusal(not_an_integer));
  CHECK(bench.run("BITPOS key 1 1 y z") == refusal(syntax_error));
  CHECK(bench.run("BITPOS key 1 1 y BIT") == refusal(not_an_integer));
  CHECK(bench.run("BITPOS key 1 1 2 BIT 3") == refusal(syntax_error));
}

TEST_CASE("BITOP: shorter texts, and none, go on with zeros") {
  Bench bench;
  bench.run("SET a foobar");
  bench.run("SET b abc");
  CHECK(bench.run("BITOP AND to a b") == number(6));
  CHECK(bench.run("GET to") == bulk(std::string("`bc\0\0\0", 6)));
  CHECK(bench.run("BITOP or to b a") == number(6));
  CHECK(bench.run("GET to") == bulk("goobar"));
  CHECK(bench.run("BITOP XOR to a b") == number(6));
  CHECK(bench.run("GET to") == bulk(std::string("\x07\x0d\x0c"
                                                "bar",
                                                6)));
  CHECK(bench.run("BITOP AND to a nosuch b") == number(6));
  CHECK(bench.run("GET to") == bulk(std::string(6, '\0')));
  CHECK(bench.run("BITOP NOT to b") == number(3));
  CHECK(bench.run("GET to") == bulk("\x9e\x9d\x9c"));
  CHECK(bench.run("BITOP XOR a a a") == number(6));  // into one of its own sources
  CHECK(bench.run("GET a") == bulk(std::string(6, '\0')));
}

TEST_CASE("BITOP: longer than a piece, of numbers and texts") {
  Bench bench;
  const std::string longer(20'000, '\x31');
  bench.run_words({"SET", "a", longer});
  bench.run("SET b 111");
  CHECK(bench.run("BITOP XOR to a b") == number(20'000));
  CHECK((bench.run("GET to") == bulk(std::string(3, '\0') + std::string(19'997, '\x31'))));
  CHECK(bench.run("BITOP AND to b a") == number(20'000));
  CHECK((bench.run("GET to") == bulk("111" + std::string(19'997, '\0'))));
  bench.run("SETRANGE b 19999 x");
  CHECK(bench.run("BITOP OR to b a") == number(20'000));
  CHECK((bench.run("GET to") == bulk(std::string(19'999, '\x31') + "y")));
}

TEST_CASE("BITOP: nothing as a result is no key; the target's time ends") {
  Bench bench;
  bench.keep_journal();
  bench.run("SET to x PX 100");
  bench.run("SET a abc");
  CHECK(bench.run("BITOP AND to a") == number(3));
  CHECK(bench.instance.keyspace[0].find("to")->deadline() == std::nullopt);
  CHECK(bench.run("BITOP AND to nosuch") == number(0));
  CHECK(bench.run("GET to") == nothing);
  CHECK(bench.run("BITOP OR to nosuch") == number(0));
  CHECK(bench.journal.lines.size() == 4);  // the last one has changed nothing
}

TEST_CASE("BITOP: what it cannot do is refused") {
  Bench bench;
  CHECK(bench.run("BITOP foo to a") == refusal(syntax_error));
  CHECK(bench.run("BITOP NOT to a b") ==
        refusal("ERR BITOP NOT must be called with a single source key."));
}

}  // namespace
}  // namespace kit::resp
