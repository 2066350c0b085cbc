// Commands on lists that put something in, or look at what is there. What is expected is what
// redis-server 7.0.15 replies.
#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

constexpr std::string_view no_list = wrong_type;

/// An array of texts.
std::string texts(std::initializer_list<std::string_view> elements) {
  std::string out;
  ReplyWriter reply(out);
  reply.array(elements.size());
  for (const std::string_view element : elements) reply.bulk(element);
  return out;
}

std::string all(Bench& bench, const std::string& key) {
  return bench.run("LRANGE " + key + " 0 -1");
}

TEST_CASE("LPUSH and RPUSH: one behind the other, at the head or the tail") {
  Bench bench;
  CHECK(bench.run("RPUSH l a b") == number(2));
  CHECK(bench.run("LPUSH l c d") == number(4));
  CHECK(all(bench, "l") == texts({"d", "c", "a", "b"}));
  CHECK(bench.run("TYPE l") == "+list\r\n");
  CHECK(bench.run("OBJECT ENCODING l") == bulk("quicklist"));
  CHECK(bench.run("LLEN l") == number(4));
  CHECK(bench.run("LLEN nosuch") == number(0));
}

TEST_CASE("LPUSH: elements are any bytes, and numbers come back as they were written") {
  Bench bench;
  const std::string binary("\0\xff\r\n", 4);
  bench.run_words({"RPUSH", "l", binary, "", "007", "-5", "9223372036854775808"});
  CHECK(all(bench, "l") == texts({binary, "", "007", "-5", "9223372036854775808"}));
}

TEST_CASE("LPUSHX and RPUSHX: only onto a list that is there") {
  Bench bench;
  CHECK(bench.run("LPUSHX l a") == number(0));
  CHECK(bench.run("RPUSHX l a") == number(0));
  CHECK(bench.run("EXISTS l") == number(0));
  bench.run("RPUSH l a");
  CHECK(bench.run("LPUSHX l b c") == number(3));
  CHECK(bench.run("RPUSHX l d") == number(4));
  CHECK(all(bench, "l") == texts({"c", "b", "a", "d"}));
}

TEST_CASE("LINDEX: from either end; nothing outside, or without a list") {
  Bench bench;
  bench.run("RPUSH l a b c");
  CHECK(bench.run("LINDEX l 0") == bulk("a"));
  CHECK(bench.run("LINDEX l -1") == bulk("c"));
  CHECK(bench.run("LINDEX l 3") == nothing);
  CHECK(bench.run("LINDEX l -4") == nothing);
  CHECK(bench.run("LINDEX l -9223372036854775808") == nothing);
  CHECK(bench.run("LINDEX l x") == refusal(not_an_integer));
  CHECK(bench.run("LINDEX nosuch x") == nothing);
}

TEST_CASE("LSET: from either end; an error where nothing is") {
  Bench bench;
  bench.run("RPUSH l a b c");
  CHECK(bench.run("LSET l 1 B") == ok);
  CHECK(bench.run("LSET l -1 12") == ok);
  CHECK(all(bench, "l") == texts({"a", "B", "12"}));
  CHECK(bench.run("LSET l 3 x") == refusal("ERR index out of range"));
  CHECK(bench.run("LSET l x x") == refusal(not_an_integer));
  CHECK(bench.run("LSET nosuch x x") == refusal(no_such_key));
}

TEST_CASE("LINSERT: before or after the first that is equal") {
  Bench bench;
  bench.run("RPUSH l a b a");
  CHECK(bench.run("LINSERT l BEFORE a x") == number(4));
  CHECK(bench.run("LINSERT l after b y") == number(5));
  CHECK(all(bench, "l") == texts({"x", "a", "b", "y", "a"}));
  CHECK(bench.run("LINSERT l AFTER nosuch y") == number(-1));
  CHECK(bench.run("LINSERT nosuch AFTER a y") == number(0));
  CHECK(bench.run("LINSERT nosuch NEAR a y") == refusal(syntax_error));
  CHECK(bench.run("EXISTS nosuch") == number(0));
}

TEST_CASE("LINSERT and LSET: in a list of many nodes, with elements longer than a node") {
  Bench bench;
  bench.run("CONFIG SET list-max-listpack-size 4");
  for (int i = 0; i < 20; ++i) bench.run("RPUSH l " + std::to_string(i));
  const std::string big(20'000, 'b');
  CHECK(bench.run_words({"LINSERT", "l", "BEFORE", "10", big}) == number(21));
  CHECK((bench.run("LINDEX l 10") == bulk(big)));
  CHECK(bench.run("LINDEX l 11") == bulk("10"));
  CHECK(bench.run_words({"LSET", "l", "3", big}) == ok);
  CHECK((bench.run("LINDEX l -18") == bulk(big)));
  CHECK(bench.run("LINDEX l 4") == bulk("4"));
  CHECK(bench.run("LLEN l") == number(21));
}

TEST_CASE("LRANGE: both ends belong to it, and may lie outside") {
  Bench bench;
  bench.run("RPUSH l a b c d");
  CHECK(bench.run("LRANGE l 1 2") == texts({"b", "c"}));
  CHECK(bench.run("LRANGE l -2 -1") == texts({"c", "d"}));
  CHECK(bench.run("LRANGE l -100 100") == texts({"a", "b", "c", "d"}));
  CHECK(bench.run("LRANGE l 2 1") == texts({}));
  CHECK(bench.run("LRANGE l 4 5") == texts({}));
  CHECK(bench.run("LRANGE l -100 -5") == texts({}));
  CHECK(bench.run("LRANGE nosuch 0 -1") == texts({}));
  CHECK(bench.run("LRANGE nosuch 0 x") == refusal(not_an_integer));
  CHECK(bench.run("LRANGE nosuch x 0") == refusal(not_an_integer));
}

TEST_CASE("LTRIM: what is outside goes, and the key when nothing is inside") {
  Bench bench;
  bench.run("RPUSH l a b c d e");
  CHECK(bench.run("LTRIM l 1 -2") == ok);
  CHECK(all(bench, "l") == texts({"b", "c", "d"}));
  CHECK(bench.run("LTRIM l 0 100") == ok);
  CHECK(bench.run("LLEN l") == number(3));
  CHECK(bench.run("LTRIM l -100 -4") == ok);
  CHECK(bench.run("EXISTS l") == number(0));
  CHECK(bench.run("LTRIM nosuch 0 1") == ok);
  CHECK(bench.run("LTRIM nosuch 0 x") == refusal(not_an_integer));
}

TEST_CASE("LREM: so many from the head, from the tail, or all") {
  Bench bench;
  bench.run("RPUSH l a 1 a 1 a 1");
  CHECK(bench.run("LREM l 1 a") == number(1));
  CHECK(all(bench, "l") == texts({"1", "a", "1", "a", "1"}));
  CHECK(bench.run("LREM l -2 1") == number(2));
  CHECK(all(bench, "l") == texts({"1", "a", "a"}));
  CHECK(bench.run("LREM l 0 nosuch") == number(0));
  CHECK(bench.run("LREM l 0 a") == number(2));
  CHECK(bench.run("LREM l -9223372036854775808 1") == number(1));
  CHECK(bench.run("EXISTS l") == number(0));
  CHECK(bench.run("LREM nosuch 0 a") == number(0));
  CHECK(bench.run("LREM nosuch x a") == refusal(not_an_integer));
}

TEST_CASE("LREM: through a list of many nodes, from both ends") {
  for (const char* const count : {"0", "-1000", "1000"}) {
    Bench bench;
    bench.run("CONFIG SET list-max-listpack-size 3");
    for (int i = 0; i < 50; ++i) bench.run("RPUSH l x " + std::to_string(i) + " x x");
    CHECK(bench.run(std::string("LREM l ") + count + " x") == number(150));
    CHECK(bench.run("LLEN l") == number(50));
    for (int i = 0; i < 50; ++i)
      CHECK(bench.run("LINDEX l " + std::to_string(i)) == bulk(std::to_string(i)));
  }
}

TEST_CASE("lists: a key with something else is refused") {
  Bench bench;
  bench.run("SET s text");
  for (const char* const line :
       {"LPUSH s a", "RPUSHX s a", "LLEN s", "LINDEX s x", "LSET s x a", "LINSERT s BEFORE a b",
        "LRANGE s 0 1", "LTRIM s 0 1", "LREM s 0 a", "LPOS s a", "LPOP s", "RPOP s 1",
        "LMPOP 1 s LEFT", "LMOVE s l LEFT LEFT", "RPOPLPUSH s l"})
    CHECK(bench.run(line) == refusal(no_list));
  bench.run("RPUSH l a");
  CHECK(bench.run("GET l") == refusal(wrong_type));
  CHECK(bench.run("LMOVE l s LEFT LEFT") == refusal(wrong_type));
  CHECK(bench.run("LLEN l") == number(1));
}

TEST_CASE("lists: what has changed is written down, and nothing else is") {
  Bench bench;
  bench.run("RPUSH l a b c d");
  bench.keep_journal();
  for (const char* const line :
       {"LPUSH l x", "LPUSHX nosuch x", "LSET l 0 y", "LSET l 100 y", "LINSERT l BEFORE a z",
        "LINSERT l BEFORE nosuch z", "LTRIM l 0 -1", "LTRIM l 1 -1", "LREM l 0 nosuch",
        "LREM l 0 a", "LRANGE l 0 -1", "LPOS l b"})
    bench.run(line);
  CHECK(bench.journal.lines == std::vector<std::string>{"0 LPUSH l x", "0 LSET l 0 y",
                                                        "0 LINSERT l BEFORE a z", "0 LTRIM l 1 -1",
                                                        "0 LREM l 0 a"});
}

TEST_CASE("lists: what they take is counted, and given back") {
  Bench bench;
  bench.run("RPUSH l a");
  const std::size_t one = bench.instance.keyspace[0].memory_bytes();
  for (int i = 0; i < 5000; ++i) bench.run("RPUSH l element" + std::to_string(i));
  CHECK(bench.instance.keyspace[0].memory_bytes() > one + 5000 * 10);
  bench.run("LTRIM l 0 0");
  CHECK(bench.instance.keyspace[0].memory_bytes() < one + 200);
  bench.run("LPOP l");
  CHECK(bench.instance.keyspace[0].memory_bytes() < one);
  CHECK(bench.instance.keyspace[0].size() == 0);
}

}  // namespace
}  // namespace kit::resp
