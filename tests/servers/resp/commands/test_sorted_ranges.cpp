// Commands on a part of a sorted set.
#include <doctest/doctest.h>

#include <string>

#include "tests/servers/resp/commands/listing.hpp"

namespace kit::resp {
namespace {

const std::string wrong = refusal(wrong_type);
const std::string not_a_score = refusal("ERR min or max is not a float");
const std::string not_an_item = refusal("ERR min or max not valid string range item");

TEST_CASE("ZRANGE: ranks count from either end") {
  for (const bool packs : {true, false}) {
    Bench bench(packs ? Parameters() : without_packs());
    bench.run("ZADD z 1 a 2 b 3 c 4 d");
    CHECK(bench.run("ZRANGE z 0 -1") == listing("a b c d"));
    CHECK(bench.run("ZRANGE z 1 2 WITHSCORES") == listing("b 2 c 3"));
    CHECK(bench.run("ZRANGE z -2 100") == listing("c d"));
    CHECK(bench.run("ZRANGE z -100 0") == listing("a"));
    CHECK(bench.run("ZRANGE z 2 1") == listing(""));
    CHECK(bench.run("ZRANGE z 0 -100") == listing(""));
    CHECK(bench.run("ZRANGE z 4 9") == listing(""));
    CHECK(bench.run("ZRANGE z 0 1 REV") == listing("d c"));
    CHECK(bench.run("ZREVRANGE z 1 -1 WITHSCORES") == listing("c 3 b 2 a 1"));
    CHECK(bench.run("ZRANGE nosuch 0 -1") == listing(""));
  }
}

TEST_CASE("ZRANGE: what goes with what") {
  Bench bench;
  CHECK(bench.run("ZRANGE z 0 x") == refusal(not_an_integer));
  CHECK(bench.run("ZRANGE z 0 1 FOO") == refusal(syntax_error));
  CHECK(bench.run("ZRANGE z 0 1 REV REV") == refusal(syntax_error));
  CHECK(bench.run("ZRANGE z 0 1 BYSCORE BYSCORE") == refusal(syntax_error));
  CHECK(bench.run("ZRANGE z 0 1 LIMIT 0") == refusal(syntax_error));
  CHECK(bench.run("ZRANGE z 0 1 LIMIT 0 1") ==
        refusal("ERR syntax error, LIMIT is only supported in combination with either BYSCORE or "
                "BYLEX"));
  CHECK(bench.run("ZRANGE z - + BYLEX WITHSCORES") ==
        refusal("ERR syntax error, WITHSCORES not supported in combination with BYLEX"));
  CHECK(bench.run("ZREVRANGE z 0 1 REV") == refusal(syntax_error));
  CHECK(bench.run("ZRANGEBYSCORE z 0 1 BYLEX") == refusal(syntax_error));
}

TEST_CASE("ZRANGE: pairs in RESP3") {
  Bench bench;
  bench.run("ZADD z 1 a 2.5 b");
  bench.run("HELLO 3");
  CHECK(bench.run("ZRANGE z 0 -1") == listing("a b"));
  CHECK(bench.run("ZRANGE z 0 -1 WITHSCORES") ==
        "*2\r\n*2\r\n$1\r\na\r\n,1\r\n*2\r\n$1\r\nb\r\n,2.5\r\n");
}

TEST_CASE("ZRANGEBYSCORE: ends that belong to it or not, LIMIT, either way") {
  for (const bool packs : {true, false}) {
    Bench bench(packs ? Parameters() : without_packs());
    bench.run("ZADD z -inf l 1 a 2 b 2 c 3 d inf m");
    CHECK(bench.run("ZRANGEBYSCORE z 1 2") == listing("a b c"));
    CHECK(bench.run("ZRANGEBYSCORE z (1 (3") == listing("b c"));
    CHECK(bench.run("ZRANGEBYSCORE z (-inf (inf") == listing("a b c d"));
    CHECK(bench.run("ZRANGEBYSCORE z (2 2") == listing(""));
    CHECK(bench.run("ZRANGEBYSCORE z 3 1") == listing(""));
    CHECK(bench.run("ZRANGEBYSCORE z -inf inf LIMIT 1 2 WITHSCORES") == listing("a 1 b 2"));
    CHECK(bench.run("ZRANGEBYSCORE z -inf inf LIMIT 4 -1") == listing("d m"));
    CHECK(bench.run("ZRANGEBYSCORE z -inf inf LIMIT -1 2") == listing(""));
    CHECK(bench.run("ZRANGEBYSCORE z -inf inf LIMIT 6 2") == listing(""));
    CHECK(bench.run("ZREVRANGEBYSCORE z inf 1 LIMIT 1 2") == listing("d c"));
    CHECK(bench.run("ZREVRANGEBYSCORE z 2 (1") == listing("c b"));
    CHECK(bench.run("ZRANGE z (1 2 BYSCORE") == listing("b c"));
    CHECK(bench.run("ZRANGE z 3 (1 BYSCORE REV LIMIT 0 2") == listing("d c"));
    CHECK(bench.run("ZRANGEBYSCORE z x 2") == not_a_score);
  }
}

TEST_CASE("ZRANGEBYLEX: ends that belong to it or not, LIMIT, either way") {
  for (const bool packs : {true, false}) {
    Bench bench(packs ? Parameters() : without_packs());
    bench.run("ZADD z 0 a 0 b 0 c 0 cc 0 d");
    CHECK(bench.run("ZRANGEBYLEX z - +") == listing("a b c cc d"));
    CHECK(bench.run("ZRANGEBYLEX z [b (cc") == listing("b c"));
    CHECK(bench.run("ZRANGEBYLEX z (b [cc") == listing("c cc"));
    CHECK(bench.run("ZRANGEBYLEX z + -") == listing(""));
    CHECK(bench.run("ZRANGEBYLEX z - + LIMIT 1 2") == listing("b c"));
    CHECK(bench.run("ZREVRANGEBYLEX z (d [b LIMIT 0 2") == listing("cc c"));
    CHECK(bench.run("ZRANGE z (d - BYLEX REV") == listing("cc c b a"));
    CHECK(bench.run("ZRANGEBYLEX z a b") == not_an_item);
  }
}

TEST_CASE("ZCOUNT and ZLEXCOUNT: as many as the range would give") {
  Bench bench;
  bench.run("ZADD z 1 a 2 b 2 c 3 d");
  CHECK(bench.run("ZCOUNT z 2 3") == number(3));
  CHECK(bench.run("ZCOUNT z (2 (3") == number(0));
  CHECK(bench.run("ZCOUNT z 3 2") == number(0));
  CHECK(bench.run("ZCOUNT nosuch 0 9") == number(0));
  CHECK(bench.run("ZCOUNT z 0 x") == not_a_score);
  bench.run("ZADD y 0 a 0 b 0 c");
  CHECK(bench.run("ZLEXCOUNT y [a (c") == number(2));
  CHECK(bench.run("ZLEXCOUNT y + -") == number(0));
  CHECK(bench.run("ZLEXCOUNT y 1 2") == not_an_item);
}

TEST_CASE("ZREMRANGEBY...: takes out what the range is, and the key with the last") {
  for (const bool packs : {true, false}) {
    Bench bench(packs ? Parameters() : without_packs());
    bench.keep_journal();
    bench.run("ZADD z 1 a 2 b 3 c 4 d 5 e");
    CHECK(bench.run("ZREMRANGEBYRANK z -1 -1") == number(1));
    CHECK(bench.run("ZREMRANGEBYSCORE z (1 2") == number(1));
    CHECK(bench.run("ZREMRANGEBYSCORE z 7 9") == number(0));
    CHECK(bench.run("ZRANGE z 0 -1") == listing("a c d"));
    CHECK(bench.run("ZREMRANGEBYRANK z 0 -1") == number(3));
    CHECK(bench.run("EXISTS z") == number(0));
    bench.run("ZADD z 0 a 0 b 0 c");
    CHECK(bench.run("ZREMRANGEBYLEX z (a +") == number(2));
    CHECK(bench.run("ZRANGE z 0 -1") == listing("a"));
    CHECK(bench.journal.lines.size() == 6);  // not the one that found nothing
  }
}

TEST_CASE("ZRANGESTORE: the range replaces whatever the key had") {
  Bench bench;
  bench.run("ZADD z 1 a 2 b 3 c");
  bench.run("SET d text EX 100");
  CHECK(bench.run("ZRANGESTORE d z 3 2 BYSCORE REV") == number(2));
  CHECK(bench.run("ZRANGE d 0 -1 WITHSCORES") == listing("b 2 c 3"));
  CHECK(bench.run("TTL d") == number(-1));
  CHECK(bench.run("ZRANGESTORE z z 0 0") == number(1));
  CHECK(bench.run("ZRANGE z 0 -1") == listing("a"));
  CHECK(bench.run("ZRANGESTORE d nosuch 0 -1") == number(0));
  CHECK(bench.run("EXISTS d") == number(0));
  bench.run("SET s text");
  CHECK(bench.run("ZRANGESTORE d s 0 -1") == wrong);
  CHECK(bench.run("ZRANGESTORE d z 0 -1 WITHSCORES") == refusal(syntax_error));
}

TEST_CASE("ranges of a sorted set: another kind of value is refused") {
  Bench bench;
  bench.run("SET s text");
  for (const char* line :
       {"ZRANGE s 0 1", "ZREVRANGE s 0 1", "ZRANGEBYSCORE s 0 1", "ZRANGEBYLEX s - +",
        "ZCOUNT s 0 1", "ZLEXCOUNT s - +", "ZREMRANGEBYRANK s 0 1", "ZREMRANGEBYSCORE s 0 1",
        "ZREMRANGEBYLEX s - +"})
    CHECK(bench.run(line) == wrong);
}

}  // namespace
}  // namespace kit::resp
