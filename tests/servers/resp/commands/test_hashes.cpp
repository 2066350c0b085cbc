// Commands that set, read and take out the fields of a hash.
#include <doctest/doctest.h>

#include <string>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

const std::string wrong = refusal(wrong_type);
const std::string long_text(65, 'x');

std::string strings(const std::vector<std::string>& all, char mark = '*') {
  std::string out = mark + std::to_string(mark == '%' ? all.size() / 2 : all.size()) + "\r\n";
  for (const std::string& each : all) out += bulk(each);
  return out;
}

TEST_CASE("HSET: counts the new fields; HGET and HMGET read them") {
  Bench bench;
  CHECK(bench.run("HSET h a 1 b two") == number(2));
  CHECK(bench.run("HSET h a 2 c \"\" a 3") == number(1));
  CHECK(bench.run("HGET h a") == bulk("3"));
  CHECK(bench.run("HGET h b") == bulk("two"));
  CHECK(bench.run("HGET h c") == bulk(""));
  CHECK(bench.run("HGET h d") == nothing);
  CHECK(bench.run("HGET nosuch d") == nothing);
  CHECK(bench.run("HMGET h a nosuch b") == "*3\r\n" + bulk("3") + nothing + bulk("two"));
  CHECK(bench.run("HMGET nosuch a b") == "*2\r\n" + nothing + nothing);
}

TEST_CASE("HMSET: the same, and OK") {
  Bench bench;
  CHECK(bench.run("HMSET h a 1 b 2") == ok);
  CHECK(bench.run("HGETALL h") == strings({"a", "1", "b", "2"}));
}

TEST_CASE("HSET and HMSET: a field without a value changes nothing") {
  Bench bench;
  CHECK(bench.run("HSET h a 1 b") == refusal("ERR wrong number of arguments for 'hset' command"));
  CHECK(bench.run("hmset h a 1 b") == refusal("ERR wrong number of arguments for 'hmset' command"));
  CHECK(bench.run("EXISTS h") == number(0));
}

TEST_CASE("HSETNX: sets what is not there") {
  Bench bench;
  CHECK(bench.run("HSETNX h a 1") == number(1));
  CHECK(bench.run("HSETNX h a 2") == number(0));
  CHECK(bench.run("HGET h a") == bulk("1"));
  // Nothing was set, so the hash stays small, too.
  CHECK(bench.run("HSETNX h a " + long_text) == number(0));
  CHECK(bench.run("OBJECT ENCODING h") == bulk("listpack"));
}

TEST_CASE("HGETALL, HKEYS and HVALS: a map in version 3, arrays otherwise") {
  Bench bench;
  bench.run("HSET h a 1 b -2 3 c");
  CHECK(bench.run("HGETALL h") == strings({"a", "1", "b", "-2", "3", "c"}));
  CHECK(bench.run("HKEYS h") == strings({"a", "b", "3"}));
  CHECK(bench.run("HVALS h") == strings({"1", "-2", "c"}));
  CHECK(bench.run("HGETALL nosuch") == "*0\r\n");
  bench.run("HELLO 3");
  CHECK(bench.run("HGETALL h") == strings({"a", "1", "b", "-2", "3", "c"}, '%'));
  CHECK(bench.run("HKEYS h") == strings({"a", "b", "3"}));
  CHECK(bench.run("HGETALL nosuch") == "%0\r\n");
  CHECK(bench.run("HKEYS nosuch") == "*0\r\n");
  CHECK(bench.run("HGET h nosuch") == "_\r\n");
}

TEST_CASE("HLEN, HEXISTS and HSTRLEN: of what is there, and of nothing") {
  Bench bench;
  bench.run("HSET h text hello number -123 empty \"\"");
  CHECK(bench.run("HLEN h") == number(3));
  CHECK(bench.run("HLEN nosuch") == number(0));
  CHECK(bench.run("HEXISTS h empty") == number(1));
  CHECK(bench.run("HEXISTS h hello") == number(0));
  CHECK(bench.run("HEXISTS nosuch hello") == number(0));
  CHECK(bench.run("HSTRLEN h text") == number(5));
  CHECK(bench.run("HSTRLEN h number") == number(4));
  CHECK(bench.run("HSTRLEN h empty") == number(0));
  CHECK(bench.run("HSTRLEN h nosuch") == number(0));
  CHECK(bench.run("HSTRLEN nosuch text") == number(0));
}

TEST_CASE("HDEL: counts what it takes out; the key goes with its last field") {
  Bench bench;
  bench.run("HSET h a 1 b 2 c 3");
  CHECK(bench.run("HDEL h a nosuch a") == number(1));
  CHECK(bench.run("HKEYS h") == strings({"b", "c"}));
  CHECK(bench.run("HDEL h b c d") == number(2));
  CHECK(bench.run("EXISTS h") == number(0));
  CHECK(bench.run("HDEL h b") == number(0));
  CHECK(bench.instance.keyspace[0].size() == 0);
}

TEST_CASE("hashes: every command refuses another kind of value, and a hash is none for others") {
  Bench bench;
  bench.run("SET s text");
  for (const char* const command :
       {"HSET s a 1", "HMSET s a 1", "HSETNX s a 1", "HGET s a", "HMGET s a", "HGETALL s",
        "HKEYS s", "HVALS s", "HLEN s", "HEXISTS s a", "HSTRLEN s a", "HDEL s a", "HINCRBY s a 1",
        "HINCRBYFLOAT s a 1", "HRANDFIELD s", "HRANDFIELD s 0", "HSCAN s 0"})
    CHECK(bench.run(command) == wrong);
  CHECK(bench.run("GET s") == bulk("text"));
  bench.run("HSET h a 1");
  for (const char* const command : {"GET h", "APPEND h x", "INCR h", "SETBIT h 0 1", "STRLEN h"})
    CHECK(bench.run(command) == wrong);
  CHECK(bench.run("TYPE h") == "+hash\r\n");
  CHECK(bench.run("SET h x") == ok);
  CHECK(bench.run("GET h") == bulk("x"));
}

TEST_CASE("hashes: OBJECT ENCODING follows the limits, which CONFIG SET changes") {
  Bench bench;
  CHECK(bench.run("CONFIG SET hash-max-ziplist-entries 3") == ok);
  CHECK(bench.run("CONFIG GET hash-max-listpack-entries") ==
        strings({"hash-max-listpack-entries", "3"}));
  bench.run("HSET h a 1 b 2 c 3");
  CHECK(bench.run("OBJECT ENCODING h") == bulk("listpack"));
  bench.run("HSETNX h d 4");
  CHECK(bench.run("OBJECT ENCODING h") == bulk("hashtable"));
  CHECK(bench.run("HLEN h") == number(4));
  CHECK(bench.run("CONFIG SET hash-max-listpack-value 10") == ok);
  bench.run("HSET i a 1234567890");
  CHECK(bench.run("OBJECT ENCODING i") == bulk("listpack"));
  bench.run("HSET i a 12345678901");
  CHECK(bench.run("OBJECT ENCODING i") == bulk("hashtable"));
}

TEST_CASE("hashes: big ones answer as small ones do") {
  Bench bench;
  for (int i = 0; i < 1000; ++i) {
    const std::string n = std::to_string(i);
    REQUIRE(bench.run("HSET h f" + n + " " + n) == number(1));
  }
  CHECK(bench.run("OBJECT ENCODING h") == bulk("hashtable"));
  CHECK(bench.run("HLEN h") == number(1000));
  for (int i = 0; i < 1000; ++i) {
    const std::string n = std::to_string(i);
    REQUIRE(bench.run("HGET h f" + n) == bulk(n));
    REQUIRE(bench.run("HSET h f" + n + " other") == number(0));
    REQUIRE(bench.run("HDEL h f" + n) == number(1));
  }
  CHECK(bench.run("EXISTS h") == number(0));
}

TEST_CASE("hashes: a copy is another hash; a rename, a deadline and a move keep it") {
  Bench bench;
  for (const int fields : {3, 600}) {
    bench.run("FLUSHALL");
    for (int i = 0; i < fields; ++i) bench.run("HSET h f" + std::to_string(i) + " x");
    const std::string before = bench.run("HLEN h");
    CHECK(bench.run("COPY h copy") == number(1));
    bench.run("HDEL copy f0");
    CHECK(bench.run("HLEN h") == before);
    CHECK(bench.run("PEXPIRE h 1000") == number(1));
    CHECK(bench.run("RENAME h i") == ok);
    CHECK(bench.run("HSET i f0 y") == number(0));
    CHECK(bench.run("PTTL i") == number(1000));
    CHECK(bench.run("MOVE i 1") == number(1));
    CHECK(bench.run("PERSIST i") == number(0));
    bench.run("SELECT 1");
    CHECK(bench.run("HLEN i") == before);
    bench.now += 1000;
    CHECK(bench.run("HLEN i") == number(0));
    bench.run("SELECT 0");
  }
}

TEST_CASE("hashes: the database knows what they take") {
  Bench bench;
  const std::size_t before = bench.instance.keyspace[0].memory_bytes();
  for (int i = 0; i < 600; ++i) bench.run("HSET h f" + std::to_string(i) + " " + long_text);
  CHECK(bench.instance.keyspace[0].memory_bytes() > before + 600 * 65);
  const Entry* const entry = bench.instance.keyspace[0].find("h");
  CHECK(bench.run("MEMORY USAGE h SAMPLES 0") ==
        number(static_cast<std::int64_t>(entry->memory())));
  for (int i = 0; i < 600; ++i) bench.run("HDEL h f" + std::to_string(i));
  bench.run("SET h x");
  bench.run("DEL h");
  bench.run("SET i x");
  Bench fresh;
  fresh.run("SET i x");
  CHECK(bench.instance.keyspace[0].memory_bytes() == fresh.instance.keyspace[0].memory_bytes());
}

TEST_CASE("hashes: the log gets what changed something") {
  Bench bench;
  bench.keep_journal();
  bench.run("HSET h a 1 b 2");
  bench.run("HSETNX h a 1");
  bench.run("HSETNX h c 1");
  bench.run("HDEL h nosuch");
  bench.run("HDEL h a");
  bench.run("HMSET h d 4");
  bench.run("HSET h odd");
  bench.run("HGET h d");
  const std::vector<std::string> wanted = {"0 HSET h a 1 b 2", "0 HSETNX h c 1", "0 HDEL h a",
                                           "0 HMSET h d 4"};
  CHECK(bench.journal.lines == wanted);
}

}  // namespace
}  // namespace kit::resp
