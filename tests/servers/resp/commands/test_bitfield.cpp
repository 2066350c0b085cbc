// BITFIELD and BITFIELD_RO.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

std::string numbers(const std::vector<std::int64_t>& all) {
  std::string out = "*" + std::to_string(all.size()) + "\r\n";
  for (const std::int64_t each : all) out += number(each);
  return out;
}

const std::string not_a_type = refusal(
    "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 "
    "is.");
const std::string not_an_offset = refusal("ERR bit offset is not an integer or out of range");

TEST_CASE("BITFIELD: GET, SET and INCRBY, one after the other") {
  Bench bench;
  CHECK(bench.run("BITFIELD key SET u8 0 255 GET u4 2 GET i8 0") == numbers({0, 15, -1}));
  CHECK(bench.run("BITFIELD key SET i5 8 -3 INCRBY u8 0 -5 GET u8 #0 GET i5 8") ==
        numbers({0, 250, 250, -3}));
  CHECK(bench.run("GET key") == bulk("\xfa\xe8"));
  CHECK(bench.run("BITFIELD key") == "*0\r\n");
  CHECK(bench.run("BITFIELD key get u8 #1 Set u8 #2 7 incrBy u8 #2 1") == numbers({232, 0, 8}));
  CHECK(bench.run("STRLEN key") == number(3));
}

TEST_CASE("BITFIELD: OVERFLOW holds for what follows it") {
  Bench bench;
  bench.run("BITFIELD key SET u2 0 3 SET u2 2 3 SET u2 4 3");
  CHECK(bench.run("BITFIELD key INCRBY u2 0 1 OVERFLOW SAT INCRBY u2 2 1 OVERFLOW FAIL "
                  "INCRBY u2 4 1 overflow wrap SET u2 6 7") ==
        "*4\r\n" + number(0) + number(3) + nothing + number(0));
  CHECK(bench.run("BITFIELD key GET u2 0 GET u2 2 GET u2 4 GET u2 6") == numbers({0, 3, 3, 3}));
  bench.run("HELLO 3");
  CHECK(bench.run("BITFIELD key OVERFLOW FAIL INCRBY u2 4 1") == "*1\r\n_\r\n");
}

TEST_CASE("BITFIELD: reading makes no key; writing makes it as long as the farthest write") {
  Bench bench;
  CHECK(bench.run("BITFIELD key GET u8 0 GET i64 100") == numbers({0, 0}));
  CHECK(bench.run("EXISTS key") == number(0));
  CHECK(bench.run("BITFIELD key SET u8 #9 0 GET u8 1000") == numbers({0, 0}));
  CHECK(bench.run("STRLEN key") == number(10));
  CHECK(bench.run("BITFIELD key OVERFLOW FAIL SET u8 #19 256") == "*1\r\n" + nothing);
  CHECK(bench.run("STRLEN key") == number(20));
}

TEST_CASE("BITFIELD: in a number and in a short text") {
  Bench bench;
  bench.run("SET key 123");
  CHECK(bench.run("BITFIELD_RO key GET u8 0 GET u8 #3") == numbers({'1', 0}));
  CHECK(bench.run("BITFIELD key INCRBY u8 #2 1") == numbers({'4'}));
  CHECK(bench.run("GET key") == bulk("124"));
  bench.run("SET key abc");
  CHECK(bench.run("BITFIELD key SET u8 0 65") == numbers({'a'}));
  CHECK(bench.run("GET key") == bulk("Abc"));
}

TEST_CASE("BITFIELD: types and offsets that are none") {
  Bench bench;
  for (const char* const type : {"u64", "i65", "u0", "i0", "x8", "U8", "8", "u", "\"\"", "u08"})
    CHECK(bench.run(std::string("BITFIELD key GET ") + type + " x") == not_a_type);
  for (const char* const offset : {"x", "-1", "#-1", "#", "##1", "\"\"", "4294967296", "#536870912",
                                   "9223372036854775807", "#9223372036854775807"})
    CHECK(bench.run(std::string("BITFIELD key SET u8 ") + offset + " x") == not_an_offset);
  CHECK(bench.run("BITFIELD key SET u8 0 x") == refusal(not_an_integer));
  CHECK(bench.run("BITFIELD key GET u8 4294967295") == numbers({0}));
  CHECK(bench.run("EXISTS key") == number(0));
}

TEST_CASE("BITFIELD: a mistake anywhere, and nothing is done") {
  Bench bench;
  for (const char* const rest :
       {"GET u8", "SET u8 0", "INCRBY u8 0", "GET", "OVERFLOW", "NOSUCH u8 0"})
    CHECK(bench.run(std::string("BITFIELD key SET u8 0 1 ") + rest) == refusal(syntax_error));
  CHECK(bench.run("BITFIELD key SET u8 0 1 OVERFLOW x") ==
        refusal("ERR Invalid OVERFLOW type specified"));
  CHECK(bench.run("EXISTS key") == number(0));
  bench.run("HSET hash a 1");
  CHECK(bench.run("BITFIELD hash GET u8 0") == refusal(wrong_type));
  CHECK(bench.run("BITFIELD hash SET u8 0 1") == refusal(wrong_type));
}

TEST_CASE("BITFIELD_RO: reads only") {
  Bench bench;
  CHECK(bench.run("BITFIELD_RO key SET u8 0 1") ==
        refusal("ERR BITFIELD_RO only supports the GET subcommand"));
  CHECK(bench.run("BITFIELD_RO key GET u8 0 INCRBY u8 0 1") ==
        refusal("ERR BITFIELD_RO only supports the GET subcommand"));
  CHECK(bench.run("EXISTS key") == number(0));
  bench.run("SET key A");
  CHECK(bench.run("BITFIELD_RO key OVERFLOW SAT GET u8 0") == numbers({'A'}));
}

TEST_CASE("BITFIELD: the log gets it when it changed something") {
  Bench bench;
  bench.keep_journal();
  bench.run("BITFIELD key SET u8 0 5");
  bench.run("BITFIELD key SET u8 0 5");
  bench.run("BITFIELD key GET u8 0");
  bench.run("BITFIELD key OVERFLOW FAIL INCRBY u8 0 255");
  bench.run("BITFIELD key OVERFLOW FAIL INCRBY u8 8 256");  // makes it longer
  const std::vector<std::string> wanted = {"0 BITFIELD key SET u8 0 5",
                                           "0 BITFIELD key OVERFLOW FAIL INCRBY u8 8 256"};
  CHECK(bench.journal.lines == wanted);
}

TEST_CASE("BITFIELD: what the log has is done, whatever the limits say today") {
  Bench bench({.proto_max_bulk_len = 100});
  CHECK(bench.run("BITFIELD key SET u8 800 1") == not_an_offset);
  bench.now = 0;
  CHECK(bench.run("BITFIELD key SET u8 800 1") == numbers({0}));
}

}  // namespace
}  // namespace kit::resp
