// Commands on single members of a sorted set.
#include <doctest/doctest.h>

#include <string>

#include "tests/servers/resp/commands/listing.hpp"

namespace kit::resp {
namespace {

const std::string wrong = refusal(wrong_type);

TEST_CASE("ZADD: counts the new members, with CH the changed ones, too") {
  Bench bench;
  CHECK(bench.run("ZADD z 1 a 2 b") == number(2));
  CHECK(bench.run("ZADD z 3 a 2 b 4 c") == number(1));
  CHECK(bench.run("ZADD z CH 1 a 2 b 5 d") == number(2));
  CHECK(bench.run("ZADD z ch 1 a") == number(0));
  CHECK(bench.run("ZRANGE z 0 -1 WITHSCORES") == listing("a 1 b 2 c 4 d 5"));
}

TEST_CASE("ZADD: NX, XX, GT and LT leave members as they are") {
  Bench bench;
  bench.run("ZADD z 5 a");
  CHECK(bench.run("ZADD z NX CH 6 a 1 b") == number(1));
  CHECK(bench.run("ZADD z XX CH 6 a 1 c") == number(1));
  CHECK(bench.run("ZADD z GT CH 5 a 7 b 1 d") == number(2));
  CHECK(bench.run("ZADD z LT CH 5 a 8 b") == number(1));
  CHECK(bench.run("ZRANGE z 0 -1 WITHSCORES") == listing("d 1 a 5 b 7"));
  CHECK(bench.run("ZADD nosuch XX 1 a") == number(0));
  CHECK(bench.run("EXISTS nosuch") == number(0));
}

TEST_CASE("ZADD: options that exclude each other, and pairs that are none") {
  Bench bench;
  CHECK(bench.run("ZADD z NX XX 1 a") ==
        refusal("ERR XX and NX options at the same time are not compatible"));
  const std::string clash =
      refusal("ERR GT, LT, and/or NX options at the same time are not compatible");
  CHECK(bench.run("ZADD z GT LT 1 a") == clash);
  CHECK(bench.run("ZADD z NX GT 1 a") == clash);
  CHECK(bench.run("ZADD z LT NX 1 a") == clash);
  CHECK(bench.run("ZADD z 1 a 2") == refusal(syntax_error));
  CHECK(bench.run("ZADD z NX CH") == refusal(syntax_error));
  CHECK(bench.run("ZADD z INCR 1 a 2 b") ==
        refusal("ERR INCR option supports a single increment-element pair"));
}

TEST_CASE("ZADD: one score that is no number, and nothing has changed") {
  Bench bench;
  CHECK(bench.run("ZADD z 1 a x b") == refusal(not_a_float));
  CHECK(bench.run("ZADD z nan a") == refusal(not_a_float));
  CHECK(bench.run("EXISTS z") == number(0));
}

TEST_CASE("ZINCRBY and ZADD INCR: the score that there is now, or null") {
  Bench bench;
  CHECK(bench.run("ZINCRBY z 2.5 a") == bulk("2.5"));
  CHECK(bench.run("ZINCRBY z -4 a") == bulk("-1.5"));
  CHECK(bench.run("ZADD z INCR 1 a") == bulk("-0.5"));
  CHECK(bench.run("ZADD z NX INCR 1 a") == nothing);
  CHECK(bench.run("ZADD z XX INCR 1 b") == nothing);
  CHECK(bench.run("ZADD z LT INCR 1 a") == nothing);
  CHECK(bench.run("ZADD z GT INCR 1 a") == bulk("0.5"));
  bench.run("ZADD z inf i");
  CHECK(bench.run("ZINCRBY z -inf i") == refusal("ERR resulting score is not a number (NaN)"));
  CHECK(bench.run("ZSCORE z i") == bulk("inf"));
}

TEST_CASE("ZSCORE, ZMSCORE, ZRANK, ZREVRANK, ZCARD: of what is there, and of what is not") {
  for (const bool packs : {true, false}) {
    Bench bench(packs ? Parameters() : without_packs());
    bench.run("ZADD z 1 a 2 b 2 c 3.25 d");
    CHECK(bench.run("ZSCORE z d") == bulk("3.25"));
    CHECK(bench.run("ZSCORE z e") == nothing);
    CHECK(bench.run("ZMSCORE z a e b") == "*3\r\n" + bulk("1") + nothing + bulk("2"));
    CHECK(bench.run("ZMSCORE nosuch a") == "*1\r\n" + nothing);
    CHECK(bench.run("ZRANK z c") == number(2));
    CHECK(bench.run("ZREVRANK z c") == number(1));
    CHECK(bench.run("ZRANK z e") == nothing);
    CHECK(bench.run("ZREVRANK nosuch a") == nothing);
    CHECK(bench.run("ZCARD z") == number(4));
    CHECK(bench.run("ZCARD nosuch") == number(0));
  }
}

TEST_CASE("ZREM: the last member takes the key along") {
  Bench bench;
  bench.run("ZADD z 1 a 2 b 3 c");
  CHECK(bench.run("ZREM z a nosuch a") == number(1));
  CHECK(bench.run("ZREM z b c") == number(2));
  CHECK(bench.run("EXISTS z") == number(0));
  CHECK(bench.run("ZREM z b") == number(0));
}

TEST_CASE("sorted sets: doubles and nulls in RESP3") {
  Bench bench;
  bench.run("HELLO 3");
  bench.run("ZADD z 1.5 a");
  CHECK(bench.run("ZSCORE z a") == ",1.5\r\n");
  CHECK(bench.run("ZSCORE z b") == "_\r\n");
  CHECK(bench.run("ZINCRBY z inf a") == ",inf\r\n");
  CHECK(bench.run("ZADD z NX INCR 1 a") == "_\r\n");
  CHECK(bench.run("ZRANK z b") == "_\r\n");
}

TEST_CASE("sorted sets: another kind of value is refused, behind what is wrong with the words") {
  Bench bench;
  bench.run("SET s text");
  for (const char* line : {"ZADD s 1 a", "ZINCRBY s 1 a", "ZREM s a", "ZCARD s", "ZSCORE s a",
                           "ZMSCORE s a", "ZRANK s a", "ZREVRANK s a"})
    CHECK(bench.run(line) == wrong);
  CHECK(bench.run("ZADD s x a") == refusal(not_a_float));
}

TEST_CASE("sorted sets: the parameters say how long one is a pack") {
  Bench bench;
  bench.run("CONFIG SET zset-max-listpack-entries 2");
  bench.run("CONFIG SET zset-max-ziplist-value 3");
  bench.run("ZADD z 1 a 2 b");
  CHECK(bench.run("OBJECT ENCODING z") == bulk("listpack"));
  bench.run("ZADD z 3 c");
  CHECK(bench.run("OBJECT ENCODING z") == bulk("skiplist"));
  bench.run("ZADD y 1 long");
  CHECK(bench.run("OBJECT ENCODING y") == bulk("skiplist"));
  CHECK(bench.run("CONFIG GET zset-max-listpack-value") == listing("zset-max-listpack-value 3"));
}

TEST_CASE("sorted sets: what has changed goes to the append-only file, and nothing else") {
  Bench bench;
  bench.keep_journal();
  bench.run("ZADD z 1 a");
  bench.run("ZADD z 1 a");
  bench.run("ZADD z NX 2 a");
  bench.run("ZINCRBY z 0 a");
  bench.run("ZINCRBY z 0.5 a");
  bench.run("ZREM z nosuch");
  bench.run("ZREM z a");
  CHECK(bench.journal.lines ==
        std::vector<std::string>{"0 ZADD z 1 a", "0 ZINCRBY z 0.5 a", "0 ZREM z a"});
}

TEST_CASE("sorted sets: the memory that is used comes back") {
  Bench bench;
  const std::size_t before = bench.instance.keyspace[0].memory_bytes();
  for (int i = 0; i < 1000; ++i)
    bench.run("ZADD z " + std::to_string(i) + " member" + std::to_string(i));
  CHECK(bench.instance.keyspace[0].memory_bytes() > before + 1000 * 48);
  bench.run("ZREMRANGEBYRANK z 0 -1");
  CHECK(bench.instance.keyspace[0].memory_bytes() < before + 1000);
}

}  // namespace
}  // namespace kit::resp
