// Unions, intersections and differences of sets and sorted sets.
#include <doctest/doctest.h>

#include <string>

#include "tests/servers/resp/commands/listing.hpp"

namespace kit::resp {
namespace {

void fill(Bench& bench) {
  bench.run("ZADD a 1 x 2 y 3 z");
  bench.run("ZADD b 10 y 20 z 30 w");
  bench.run("SADD s x w");
}

TEST_CASE("ZUNION: scores are added, weighted, or the least or greatest") {
  Bench bench;
  fill(bench);
  CHECK(bench.run("ZUNION 2 a b") == listing("x y z w"));
  CHECK(bench.run("ZUNION 2 a b WITHSCORES") == listing("x 1 y 12 z 23 w 30"));
  CHECK(bench.run("ZUNION 2 a b WEIGHTS 10 -1 WITHSCORES") == listing("w -30 x 10 y 10 z 10"));
  CHECK(bench.run("ZUNION 2 a b AGGREGATE MIN WITHSCORES") == listing("x 1 y 2 z 3 w 30"));
  CHECK(bench.run("ZUNION 2 a b aggregate max withscores") == listing("x 1 y 10 z 20 w 30"));
  CHECK(bench.run("ZUNION 2 a a WITHSCORES") == listing("x 2 y 4 z 6"));
  CHECK(bench.run("ZUNION 3 nosuch a s WITHSCORES") == listing("w 1 x 2 y 2 z 3"));
}

TEST_CASE("ZINTER and ZINTERCARD: what all of them have") {
  Bench bench;
  fill(bench);
  CHECK(bench.run("ZINTER 2 a b WITHSCORES") == listing("y 12 z 23"));
  CHECK(bench.run("ZINTER 2 b a WEIGHTS 1 100 WITHSCORES") == listing("y 210 z 320"));
  CHECK(bench.run("ZINTER 2 a s WITHSCORES") == listing("x 2"));
  CHECK(bench.run("ZINTER 3 a b s") == listing(""));
  CHECK(bench.run("ZINTER 2 a nosuch") == listing(""));
  CHECK(bench.run("ZINTERCARD 2 a b") == number(2));
  CHECK(bench.run("ZINTERCARD 2 a b LIMIT 1") == number(1));
  CHECK(bench.run("ZINTERCARD 2 a b LIMIT 0") == number(2));
  CHECK(bench.run("ZINTERCARD 2 a b LIMIT -1") == refusal("ERR LIMIT can't be negative"));
  CHECK(bench.run("ZINTERCARD 2 a b WITHSCORES") == refusal(syntax_error));
}

TEST_CASE("ZDIFF: what the others do not have, with the first one's scores") {
  Bench bench;
  fill(bench);
  CHECK(bench.run("ZDIFF 2 a b WITHSCORES") == listing("x 1"));
  CHECK(bench.run("ZDIFF 2 b s WITHSCORES") == listing("y 10 z 20"));
  CHECK(bench.run("ZDIFF 2 s a WITHSCORES") == listing("w 1"));
  CHECK(bench.run("ZDIFF 2 a a") == listing(""));
  CHECK(bench.run("ZDIFF 2 nosuch a") == listing(""));
  CHECK(bench.run("ZDIFF 2 a b AGGREGATE SUM") == refusal(syntax_error));
}

TEST_CASE("ZUNIONSTORE, ZINTERSTORE, ZDIFFSTORE: what comes out replaces what was there") {
  Bench bench;
  bench.keep_journal();
  fill(bench);
  bench.run("SET d text");
  CHECK(bench.run("ZUNIONSTORE d 2 a b") == number(4));
  CHECK(bench.run("ZRANGE d 0 -1 WITHSCORES") == listing("x 1 y 12 z 23 w 30"));
  CHECK(bench.run("OBJECT ENCODING d") == bulk("listpack"));
  CHECK(bench.run("ZINTERSTORE d 2 d b") == number(3));
  CHECK(bench.run("ZDIFFSTORE d 2 a a") == number(0));
  CHECK(bench.run("EXISTS d") == number(0));
  CHECK(bench.run("ZDIFFSTORE d 2 a a") == number(0));
  CHECK(bench.journal.lines.back() == "0 ZDIFFSTORE d 2 a a");
  CHECK(bench.journal.lines.size() == 7);
  CHECK(bench.run("ZUNIONSTORE d 1 a WITHSCORES") == refusal(syntax_error));
  CHECK(bench.run("ZINTERSTORE d 1 a LIMIT 1") == refusal(syntax_error));
}

TEST_CASE("ZUNION: infinities that have no sum or product make zero") {
  Bench bench;
  bench.run("ZADD a inf x -inf y");
  bench.run("ZADD b -inf x 1 y");
  CHECK(bench.run("ZUNION 2 a b WITHSCORES") == listing("y -inf x 0"));
  CHECK(bench.run("ZUNION 1 a WEIGHTS 0 WITHSCORES") == listing("x 0 y 0"));
}

TEST_CASE("ZUNION: zero and minus zero make zero, whichever comes first") {
  Bench bench;
  bench.run("ZADD a 0 x");
  bench.run("ZADD b 0 x");
  CHECK(bench.run("ZUNION 1 a WEIGHTS -1 WITHSCORES") == listing("x -0"));
  CHECK(bench.run("ZUNION 2 a b WEIGHTS -1 1 WITHSCORES") == listing("x 0"));
  CHECK(bench.run("ZUNION 2 a b WEIGHTS 1 -1 WITHSCORES") == listing("x 0"));
}

TEST_CASE("ZUNION and its like: what is wrong, in Redis's order") {
  Bench bench;
  fill(bench);
  bench.run("SET text 1");
  CHECK(bench.run("ZUNION 0 a") ==
        refusal("ERR at least 1 input key is needed for 'zunion' command"));
  CHECK(bench.run("ZINTERSTORE d -1 a") ==
        refusal("ERR at least 1 input key is needed for 'zinterstore' command"));
  CHECK(bench.run("ZDIFF x a") == refusal(not_an_integer));
  CHECK(bench.run("ZUNION 3 a b") == refusal(syntax_error));
  CHECK(bench.run("ZUNION 2 a text WEIGHTS x") == refusal(wrong_type));
  CHECK(bench.run("ZUNION 2 a b WEIGHTS 1 x") == refusal("ERR weight value is not a float"));
  CHECK(bench.run("ZUNION 2 a b WEIGHTS 1") == refusal(syntax_error));
  CHECK(bench.run("ZUNION 2 a b AGGREGATE") == refusal(syntax_error));
  CHECK(bench.run("ZUNION 2 a b AGGREGATE FOO") == refusal(syntax_error));
}

TEST_CASE("ZUNION: pairs in RESP3") {
  Bench bench;
  fill(bench);
  bench.run("HELLO 3");
  CHECK(bench.run("ZINTER 2 a s WITHSCORES") == "*1\r\n*2\r\n$1\r\nx\r\n,2\r\n");
}

}  // namespace
}  // namespace kit::resp
