// Commands on one set, or on one member of two. What is expected is what redis-server 7.0.15 says.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

const std::string empty = "*0\r\n";

TEST_CASE("SADD: how many are new") {
  Bench bench;
  bench.keep_journal();
  CHECK(bench.run("SADD s a b a") == number(2));
  CHECK(bench.run("SADD s b") == number(0));
  CHECK(bench.run("SADD s \"\" c") == number(2));
  CHECK(bench.run("SCARD s") == number(4));
  CHECK(bench.run("TYPE s") == "+set\r\n");
  CHECK(bench.run("SADD s") == refusal("ERR wrong number of arguments for 'sadd' command"));
  CHECK((bench.journal.lines == std::vector<std::string>{"0 SADD s a b a", "0 SADD s  c"}));
}

TEST_CASE("SREM: how many were there; the key goes with the last one") {
  Bench bench;
  bench.keep_journal();
  bench.run("SADD s a b c 1");
  CHECK(bench.run("SREM s a x a") == number(1));
  CHECK(bench.run("SREM nosuch a") == number(0));
  CHECK(bench.run("SREM s x") == number(0));
  CHECK(bench.run("SREM s b c 1 d") == number(3));
  CHECK(bench.run("EXISTS s") == number(0));
  CHECK((bench.journal.lines ==
         std::vector<std::string>{"0 SADD s a b c 1", "0 SREM s a x a", "0 SREM s b c 1 d"}));
}

TEST_CASE("SISMEMBER, SMISMEMBER, SCARD, SMEMBERS") {
  Bench bench;
  bench.run("SADD s 3 1 2");
  CHECK(bench.run("SISMEMBER s 1") == number(1));
  CHECK(bench.run("SISMEMBER s 01") == number(0));
  CHECK(bench.run("SISMEMBER nosuch 1") == number(0));
  CHECK(bench.run("SMISMEMBER s 1 x 3") == "*3\r\n" + number(1) + number(0) + number(1));
  CHECK(bench.run("SMISMEMBER nosuch 1 x") == "*2\r\n" + number(0) + number(0));
  CHECK(bench.run("SCARD nosuch") == number(0));
  CHECK(bench.run("SMEMBERS s") == "*3\r\n" + bulk("1") + bulk("2") + bulk("3"));
  CHECK(bench.run("SMEMBERS nosuch") == empty);
  bench.run("HELLO 3");
  CHECK(bench.run("SMEMBERS s") == "~3\r\n" + bulk("1") + bulk("2") + bulk("3"));
  CHECK(bench.run("SMEMBERS nosuch") == "~0\r\n");
  CHECK(bench.run("SMISMEMBER s 1") == "*1\r\n" + number(1));
}

TEST_CASE("sets: OBJECT ENCODING tells how they are kept; set-max-intset-entries says until when") {
  Bench bench;
  bench.run("SADD n 1 2");
  CHECK(bench.run("OBJECT ENCODING n") == bulk("intset"));
  bench.run("SADD n x");
  bench.run("SREM n x");
  CHECK(bench.run("OBJECT ENCODING n") == bulk("hashtable"));
  CHECK(bench.run("CONFIG SET set-max-intset-entries 2") == ok);
  bench.run("SADD m 1 2");
  CHECK(bench.run("OBJECT ENCODING m") == bulk("intset"));
  bench.run("SADD m 3");
  CHECK(bench.run("OBJECT ENCODING m") == bulk("hashtable"));
  CHECK(bench.run("CONFIG GET set-max-intset-entries") ==
        "*2\r\n" + bulk("set-max-intset-entries") + bulk("2"));
}

TEST_CASE("sets: something else under the key is refused, and stays") {
  Bench bench;
  bench.run("SET t x");
  bench.run("SADD s a");
  for (const char* const command :
       {"SADD t a",        "SREM t a",          "SISMEMBER t a",
        "SMISMEMBER t a",  "SCARD t",           "SMEMBERS t",
        "SMOVE t s a",     "SMOVE s t a",       "SPOP t",
        "SPOP t 1",        "SRANDMEMBER t",     "SRANDMEMBER t 2",
        "SSCAN t 0",       "SINTER s t",        "SINTER nosuch t",
        "SUNION t",        "SDIFF s t",         "SINTERCARD 1 t",
        "SINTERSTORE d t", "SUNIONSTORE d s t", "SDIFFSTORE d nosuch t"}) {
    CAPTURE(command);
    CHECK(bench.run(command) == refusal(wrong_type));
  }
  CHECK(bench.run("GET t") == bulk("x"));
  CHECK(bench.run("GET s") == refusal(wrong_type));
  CHECK(bench.run("EXISTS d") == number(0));
}

TEST_CASE("SMOVE: out of one into the other") {
  Bench bench;
  bench.keep_journal();
  bench.run("SADD a 1 x");
  bench.run("SADD b 2");
  CHECK(bench.run("SMOVE a b x") == number(1));
  CHECK(bench.run("SMOVE a b x") == number(0));
  CHECK(bench.run("SMOVE nosuch b x") == number(0));
  CHECK(bench.run("SMOVE a a 1") == number(1));
  CHECK(bench.run("SMOVE a a 7") == number(0));
  CHECK(bench.run("SMISMEMBER b x 2") == "*2\r\n" + number(1) + number(1));
  CHECK(bench.run("SMOVE a new 1") == number(1));
  CHECK(bench.run("EXISTS a") == number(0));
  CHECK(bench.run("SMEMBERS new") == "*1\r\n" + bulk("1"));
  bench.run("SADD a 1");
  CHECK(bench.run("SMOVE a new 1") == number(1));  // it was there: one less in all
  CHECK(bench.run("DBSIZE") == number(2));
  CHECK(bench.journal.lines.size() == 6);
}

/// Until the cursor is 0 again. The first word of a reply is the cursor.
std::multiset<std::string> scan(Bench& bench, const std::string& key, const std::string& options) {
  std::multiset<std::string> found;
  std::string cursor = "0";
  do {
    const std::string reply = bench.run("SSCAN " + key + " " + cursor + " " + options);
    std::vector<std::string> words;
    for (std::size_t at = reply.find('$'); at != reply.npos;) {
      const std::size_t begin = reply.find("\r\n", at) + 2;
      const std::size_t size = std::stoul(reply.substr(at + 1));
      words.push_back(reply.substr(begin, size));
      at = reply.find('$', begin + size);
    }
    cursor = words.front();
    found.insert(words.begin() + 1, words.end());
  } while (cursor != "0");
  return found;
}

TEST_CASE("SSCAN: each member once while nothing changes, integers all at once") {
  Bench bench;
  for (int i = 0; i < 500; ++i) bench.run("SADD s m" + std::to_string(i));
  const auto all = scan(bench, "s", "COUNT 7");
  CHECK(all.size() == 500);
  CHECK(std::set<std::string>(all.begin(), all.end()).size() == 500);
  CHECK(scan(bench, "s", "MATCH m1? COUNT 100").size() == 10);
  bench.run("SADD n 1 2 30");
  CHECK(bench.run("SSCAN n 0 COUNT 1") ==
        "*2\r\n" + bulk("0") + "*3\r\n" + bulk("1") + bulk("2") + bulk("30"));
  CHECK(bench.run("SSCAN n 0 MATCH ?") == "*2\r\n" + bulk("0") + "*2\r\n" + bulk("1") + bulk("2"));
}

TEST_CASE("SSCAN: members that stay are given, whatever comes and goes meanwhile") {
  Bench bench;
  for (int i = 0; i < 300; ++i) bench.run("SADD s stays" + std::to_string(i));
  for (int i = 0; i < 3000; ++i) bench.run("SADD s goes" + std::to_string(i));
  std::set<std::string> seen;
  std::string cursor = "0";
  int step = 0;
  do {
    const std::string reply = bench.run("SSCAN s " + cursor + " COUNT 5");
    const std::size_t begin = reply.find("\r\n", 5) + 2;
    cursor = reply.substr(begin, reply.find("\r\n", begin) - begin);
    for (std::size_t at = reply.find("stays"); at != reply.npos; at = reply.find("stays", at + 1))
      seen.insert(reply.substr(at, reply.find('\r', at) - at));
    for (int i = 0; i < 50 && step < 60; ++i)
      bench.run("SREM s goes" + std::to_string(50 * step + i));
    ++step;
  } while (cursor != "0");
  CHECK(step > 10);
  CHECK(seen.size() == 300);
}

TEST_CASE("SSCAN: what is wrong is said in Redis's order") {
  Bench bench;
  bench.run("SADD s a");
  bench.run("SET t x");
  const std::string none = "*2\r\n" + bulk("0") + empty;
  CHECK(bench.run("SSCAN t x") == refusal("ERR invalid cursor"));
  CHECK(bench.run("SSCAN t 0 COUNT 0") == refusal(wrong_type));
  CHECK(bench.run("SSCAN nosuch 0 COUNT 0") == none);
  CHECK(bench.run("SSCAN s 0 COUNT 0") == refusal(syntax_error));
  CHECK(bench.run("SSCAN s 0 COUNT x") == refusal(not_an_integer));
  CHECK(bench.run("SSCAN s 0 TYPE set") == refusal(syntax_error));
}

TEST_CASE("sets: memory is counted as they grow, and gone when they are") {
  Bench bench;
  const auto used = [&bench] { return bench.instance.keyspace[0].memory_bytes(); };
  bench.run("SADD keeps-the-table-there 1");
  const std::size_t before = used();
  for (int i = 0; i < 1000; ++i) bench.run("SADD s member" + std::to_string(i));
  CHECK(used() > before + 1000 * 32);
  bench.run("SUNIONSTORE t s");
  for (int i = 0; i < 1000; ++i) bench.run("SMOVE s t member" + std::to_string(i));
  bench.run("SPOP t 990");
  bench.run("DEL t");
  CHECK(used() == before);
}

}  // namespace
}  // namespace kit::resp
