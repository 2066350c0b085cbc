// LPOS. What is expected is what redis-server 7.0.15 replies.
#include <doctest/doctest.h>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

TEST_CASE("LPOS: the first that is equal, or nothing") {
  Bench bench;
  bench.run("RPUSH l a 1 b a 1");
  CHECK(bench.run("LPOS l a") == number(0));
  CHECK(bench.run("LPOS l 1") == number(1));
  CHECK(bench.run("LPOS l 01") == nothing);
  CHECK(bench.run("LPOS nosuch a") == nothing);
}

TEST_CASE("LPOS RANK: the so manyth, from the tail if it is negative") {
  Bench bench;
  bench.run("RPUSH l a b a c a");
  CHECK(bench.run("LPOS l a RANK 2") == number(2));
  CHECK(bench.run("LPOS l a RANK 4") == nothing);
  CHECK(bench.run("LPOS l a RANK -1") == number(4));
  CHECK(bench.run("LPOS l a rank -3") == number(0));
  CHECK(bench.run("LPOS l a RANK 9223372036854775807") == nothing);
}

TEST_CASE("LPOS COUNT: so many, all for 0, and none is no error") {
  Bench bench;
  bench.run("RPUSH l a b a c a");
  CHECK(bench.run("LPOS l a COUNT 2") == "*2\r\n:0\r\n:2\r\n");
  CHECK(bench.run("LPOS l a COUNT 0 RANK -2") == "*2\r\n:2\r\n:0\r\n");
  CHECK(bench.run("LPOS l nosuch COUNT 0") == "*0\r\n");
  CHECK(bench.run("LPOS nosuch a COUNT 0") == "*0\r\n");
}

TEST_CASE("LPOS MAXLEN: looks at so many elements and no more, all for 0") {
  Bench bench;
  bench.run("RPUSH l a b a c a");
  CHECK(bench.run("LPOS l b MAXLEN 1") == nothing);
  CHECK(bench.run("LPOS l b MAXLEN 2") == number(1));
  CHECK(bench.run("LPOS l b MAXLEN 0") == number(1));
  CHECK(bench.run("LPOS l a MAXLEN 3 COUNT 0 RANK -1") == "*2\r\n:4\r\n:2\r\n");
}

TEST_CASE("LPOS: what is wrong with it, in Redis's words") {
  Bench bench;
  CHECK(bench.run("LPOS l a RANK 0") ==
        refusal("ERR RANK can't be zero: use 1 to start from the first match, 2 from the second "
                "... or use negative to start from the end of the list"));
  CHECK(bench.run("LPOS l a RANK x") == refusal(not_an_integer));
  CHECK(bench.run("LPOS l a COUNT -1") == refusal("ERR COUNT can't be negative"));
  CHECK(bench.run("LPOS l a COUNT x") == refusal("ERR COUNT can't be negative"));
  CHECK(bench.run("LPOS l a MAXLEN -1") == refusal("ERR MAXLEN can't be negative"));
  CHECK(bench.run("LPOS l a COUNT") == refusal(syntax_error));
  CHECK(bench.run("LPOS l a FIRST 1") == refusal(syntax_error));
}

TEST_CASE("LPOS: the lowest of all ranks counts every match, as in Redis") {
  Bench bench;
  bench.run("RPUSH l a b a c a");
  CHECK(bench.run("LPOS l a RANK -9223372036854775808") == number(4));
  CHECK(bench.run("LPOS l a COUNT 1 RANK -9223372036854775808") == "*3\r\n:4\r\n:2\r\n:0\r\n");
}

}  // namespace
}  // namespace kit::resp
