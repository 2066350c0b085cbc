// What the RESP benchmark asks of one collection, in redis-benchmark's words.
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "tests/bench/resp_collections.hpp"
#include "tests/bench/resp_replies.hpp"
#include "tests/bench/resp_requests.hpp"
#include "tests/bench/resp_scenarios.hpp"

namespace kit::bench {
namespace {

// With spaces for the line ends, so that it can be read here.
std::string shown(std::string_view text) {
  std::string line;
  for (const char letter : text)
    if (letter != '\r') line += letter == '\n' ? ' ' : letter;
  return line;
}

std::string request_of(Words words) {
  std::string text;
  append_collection_request(text, *about_collection(words), 7, 12'345, "xxx");
  return shown(text);
}

TEST_CASE("bench: requests about a collection are redis-benchmark's") {
  CHECK(request_of(Words::lpush) == "*3 $5 LPUSH $6 mylist $3 xxx ");
  CHECK(request_of(Words::rpush) == "*3 $5 RPUSH $6 mylist $3 xxx ");
  CHECK(request_of(Words::lpop) == "*2 $4 LPOP $6 mylist ");
  CHECK(request_of(Words::rpop) == "*2 $4 RPOP $6 mylist ");
  CHECK(request_of(Words::sadd) == "*3 $4 SADD $5 myset $20 element:000000000007 ");
  CHECK(request_of(Words::spop) == "*2 $4 SPOP $5 myset ");
  CHECK(request_of(Words::hset) == "*4 $4 HSET $6 myhash $20 element:000000000007 $3 xxx ");
  CHECK(request_of(Words::zadd) ==
        "*4 $4 ZADD $6 myzset $12 000000012345 $20 element:000000000007 ");
  CHECK(request_of(Words::zpopmin) == "*2 $7 ZPOPMIN $6 myzset ");
  CHECK(request_of(Words::lrange_100) == "*4 $6 LRANGE $6 mylist $1 0 $2 99 ");
  CHECK(request_of(Words::lrange_600) == "*4 $6 LRANGE $6 mylist $1 0 $3 599 ");
  CHECK(request_of(Words::del_hash) == "*2 $3 DEL $6 myhash ");
  CHECK(request_of(Words::smembers) == "*2 $8 SMEMBERS $5 myset ");
  CHECK(request_of(Words::zrange_all) == "*4 $6 ZRANGE $6 myzset $1 0 $2 -1 ");
}

size_t replies_in(Words words, const std::string& bytes) {
  size_t state = 0;
  return ReplyCheck(collection_reply(*about_collection(words), "xxx")).take(bytes, state);
}

TEST_CASE("bench: replies about a collection") {
  const std::string element = "$20\r\nelement:000000012345\r\n";
  CHECK(replies_in(Words::lpop, "$3\r\nxxx\r\n$3\r\nxxx\r\n") == 2);
  CHECK(replies_in(Words::sadd, ":0\r\n:1\r\n") == 2);
  CHECK(replies_in(Words::spop, element + element) == 2);
  CHECK(replies_in(Words::zpopmin, "*2\r\n" + element + "$5\r\n12345\r\n*2\r\n") == 1);
  std::string hundred = "*100\r\n";
  for (int i = 0; i < 100; ++i) hundred += "$3\r\nxxx\r\n";
  CHECK(replies_in(Words::lrange_100, hundred + hundred) == 2);
  // Nothing is left: the pops have gone on for too long.
  CHECK_THROWS(replies_in(Words::spop, "$-1\r\n"));
  CHECK_THROWS(replies_in(Words::zpopmin, "*0\r\n"));
  CHECK_THROWS(replies_in(Words::lpop, "$-1\r\n"));
}

TEST_CASE("bench: what fills a collection is every element, in one command after the other") {
  std::string text;
  append_elements(text, Collection::set, 98, 100, 1'000, "xxx");
  CHECK(shown(text) == "*4 $4 SADD $5 myset $20 element:000000000098 $20 element:000000000099 ");
  text.clear();
  append_elements(text, Collection::hash, 0, 1, 1'000, "xxx");
  CHECK(shown(text) == "*4 $4 HSET $6 myhash $20 element:000000000000 $3 xxx ");
  text.clear();
  append_elements(text, Collection::list, 0, 2, 1'000, "xxx");
  CHECK(shown(text) == "*4 $5 RPUSH $6 mylist $3 xxx $3 xxx ");
}

TEST_CASE("bench: a sorted set is filled with scores that differ, in no order") {
  std::string text;
  append_elements(text, Collection::sorted_set, 0, 1'000, 100'000, "xxx");
  std::set<std::string> scores;
  bool in_order = true;
  for (size_t at = text.find("$12\r\n"); at != text.npos; at = text.find("$12\r\n", at + 1)) {
    const std::string score = text.substr(at + 5, 12);
    CHECK(score < "000000100000");
    in_order = in_order && (scores.empty() || score > *scores.rbegin());
    scores.insert(score);
  }
  CHECK(scores.size() == 1'000);
  CHECK_FALSE(in_order);
}

TEST_CASE("bench: a sorted set's scores are drawn apart from its elements") {
  const LoadSpec spec{.message_size = 3, .words = Words::zadd, .keys = 100'000};
  const std::string text = make_requests(spec, 100);
  const size_t size = text.size() / 100;
  int equal = 0;
  for (size_t at = 0; at < text.size(); at += size) {
    const std::string one = text.substr(at, size);
    const std::string score = one.substr(one.find("$12\r\n") + 5, 12);
    equal += one.ends_with("element:" + score + "\r\n") ? 1 : 0;
  }
  CHECK(equal < 3);
}

TEST_CASE("bench: what is measured as one command about a collection is one") {
  for (const Scenario& scenario : resp_scenarios) {
    const CollectionWords* words = about_collection(scenario.load.words);
    if (scenario.load.run > 0 || scenario.kind == Kind::away) CHECK(words != nullptr);
    // Elements may not run out in the middle of a run.
    if (scenario.load.run > 0 && words != nullptr && words->on_stock)
      CHECK(scenario.load.keys >= scenario.load.run);
  }
}

}  // namespace
}  // namespace kit::bench
