// SORT and SORT_RO. What is expected is what redis-server 7.0.15 replies.
#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "servers/resp/store/collections/sorted_set.hpp"
#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

constexpr std::string_view no_number = "ERR One or more scores can't be converted into double";

/// An array of texts; "(nil)" is none.
std::string texts(std::initializer_list<std::string_view> elements) {
  std::string out;
  ReplyWriter reply(out);
  reply.array(elements.size());
  for (const std::string_view element : elements)
    element == "(nil)" ? reply.null() : reply.bulk(element);
  return out;
}

TEST_CASE("SORT: as numbers, upwards or downwards; the same number by its text") {
  Bench bench;
  bench.run("RPUSH l 3 10 -5 2.5 1e1 010");
  CHECK(bench.run("SORT l") == texts({"-5", "2.5", "3", "010", "10", "1e1"}));
  CHECK(bench.run("SORT l DESC") == texts({"1e1", "10", "010", "3", "2.5", "-5"}));
  CHECK(bench.run("sort_ro l desc ASC") == bench.run("SORT l"));
  CHECK(bench.run("SORT nosuch") == texts({}));
}

TEST_CASE("SORT: a number is what C takes for one, and nothing is zero") {
  Bench bench;
  bench.run("RPUSH l inf 0x10 -inf \" 5\" \"\" 1e3");
  CHECK(bench.run("SORT l") == texts({"-inf", "", " 5", "0x10", "1e3", "inf"}));
  for (const char* const text : {"nan", "\"5 \"", "x", "1e400", "--1"}) {
    bench.run(std::string("RPUSH other 1 ") + text);
    CHECK(bench.run("SORT other") == refusal(no_number));
    CHECK(bench.run("SORT other STORE target") == refusal(no_number));
    bench.run("DEL other");
  }
  CHECK(bench.run("EXISTS target") == number(0));
}

TEST_CASE("SORT ALPHA: as texts, which end at a zero byte unless they are stored") {
  Bench bench;
  bench.run("RPUSH l b 10 9 B a");
  CHECK(bench.run("SORT l ALPHA") == texts({"10", "9", "B", "a", "b"}));
  CHECK(bench.run("SORT l ALPHA DESC") == texts({"b", "a", "B", "9", "10"}));
  const std::string first("a\0a", 3);
  const std::string second("a\0b", 3);
  bench.run_words({"RPUSH", "zero", second, first});
  CHECK(bench.run("SORT zero ALPHA") == texts({second, first}));
  bench.run("SORT zero ALPHA STORE d");
  CHECK(bench.run("LRANGE d 0 -1") == texts({first, second}));
}

TEST_CASE("SORT LIMIT: a part, whatever the numbers are") {
  Bench bench;
  bench.run("RPUSH l 3 1 10 2");
  CHECK(bench.run("SORT l LIMIT 1 2") == texts({"2", "3"}));
  CHECK(bench.run("SORT l LIMIT -1 2") == texts({"1", "2"}));
  CHECK(bench.run("SORT l LIMIT 2 -1") == texts({"3", "10"}));
  CHECK(bench.run("SORT l LIMIT 4 1") == texts({}));
  CHECK(bench.run("SORT l LIMIT 3 9223372036854775807") == texts({"10"}));
  CHECK(bench.run("SORT l LIMIT 0 1 LIMIT 1 1") == texts({"2"}));
  CHECK(bench.run("SORT l LIMIT 0 x") == refusal(not_an_integer));
  CHECK(bench.run("SORT l LIMIT 0") == refusal(syntax_error));
}

TEST_CASE("SORT BY: by other keys; those without count as 0, or come first") {
  Bench bench;
  bench.run("RPUSH l 1 2 3");
  bench.run("MSET w_1 5 w_3 -1");
  CHECK(bench.run("SORT l BY w_*") == texts({"3", "2", "1"}));
  CHECK(bench.run("SORT l BY w_* ALPHA") == texts({"2", "3", "1"}));
  CHECK(bench.run("SORT l BY w_* ALPHA DESC") == texts({"1", "3", "2"}));
  CHECK(bench.run("SORT l BY w_* LIMIT 1 1") == texts({"2"}));
  bench.run("SET w_2 text");
  CHECK(bench.run("SORT l BY w_*") == refusal(no_number));
  CHECK(bench.run("SORT l BY w_* BY nosort") == texts({"1", "2", "3"}));
}

TEST_CASE("SORT BY a pattern without a star: the elements as they stand, or backwards") {
  Bench bench;
  bench.run("CONFIG SET list-max-listpack-size 2");
  bench.run("RPUSH l c a d b e");
  CHECK(bench.run("SORT l BY nosort") == texts({"c", "a", "d", "b", "e"}));
  CHECK(bench.run("SORT l BY nosort DESC") == texts({"e", "b", "d", "a", "c"}));
  CHECK(bench.run("SORT l BY nosort LIMIT 1 3") == texts({"a", "d", "b"}));
  CHECK(bench.run("SORT l BY nosort DESC LIMIT 1 3") == texts({"b", "d", "a"}));
  CHECK(bench.run("SORT l BY nosort LIMIT 5 1") == texts({}));
  CHECK(bench.run("SORT l BY nosort BY w_*") == texts({"c", "a", "d", "b", "e"}));
}

TEST_CASE("SORT GET: the element, other keys, fields of hashes, and nulls") {
  Bench bench;
  bench.run("RPUSH l 2 1");
  bench.run("MSET n_1 one n_2 22");
  bench.run("HSET h_1 name first size 10");
  CHECK(bench.run("SORT l GET #") == texts({"1", "2"}));
  CHECK(bench.run("SORT l GET n_* GET # GET h_*->name") ==
        texts({"one", "1", "first", "22", "2", "(nil)"}));
  CHECK(bench.run("SORT l GET nokey GET h_*") == texts({"(nil)", "(nil)", "(nil)", "(nil)"}));
  CHECK(bench.run("SORT l GET n_*->name") == texts({"(nil)", "(nil)"}));
  CHECK(bench.run("SORT l BY h_*->size GET #") == texts({"2", "1"}));
  bench.run("SET h_1-> arrow");
  CHECK(bench.run("SORT l GET h_*->") == texts({"arrow", "(nil)"}));
  CHECK(bench.run("SORT l GET") == refusal(syntax_error));
  bench.run_words({"SET", std::string_view("z\0001", 3), "found"});
  CHECK(bench.run_words({"SORT", "l", "GET", std::string_view("z\0*", 3)}) ==
        texts({"(nil)", "(nil)"}));
}

TEST_CASE("SORT: the texts of the others are found also while they are numbers") {
  Bench bench;
  bench.run("RPUSH l 1 2");
  bench.run("MSET w_1 20 w_2 10");
  CHECK(bench.run("SORT l BY w_* ALPHA GET w_*") == texts({"10", "20"}));
}

TEST_CASE("SORT STORE: a list in place of whatever was there, without its deadline") {
  Bench bench;
  bench.run("RPUSH l 3 1 2");
  bench.run("SET d text EX 100");
  CHECK(bench.run("SORT l STORE d") == number(3));
  CHECK(bench.run("LRANGE d 0 -1") == texts({"1", "2", "3"}));
  CHECK(bench.run("TTL d") == number(-1));
  CHECK(bench.run("SORT l LIMIT 0 2 DESC STORE l") == number(2));
  CHECK(bench.run("LRANGE l 0 -1") == texts({"3", "2"}));
  CHECK(bench.run("SORT l GET # GET nokey STORE d") == number(4));
  CHECK(bench.run("LRANGE d 0 -1") == texts({"2", "", "3", ""}));
  CHECK(bench.run("SORT l LIMIT 0 0 STORE d") == number(0));
  CHECK(bench.run("EXISTS d") == number(0));
  CHECK(bench.run("SORT_RO l STORE d") == refusal(syntax_error));
  bench.run("SET s text");
  CHECK(bench.run("SORT s STORE d") == refusal(wrong_type));
}

TEST_CASE("SORT: of sets; what is stored of them is in an order") {
  Bench bench;
  bench.run("SADD s c 30 a b 4");
  CHECK(bench.run("SORT s ALPHA") == texts({"30", "4", "a", "b", "c"}));
  CHECK(bench.run("SORT s BY nosort DESC LIMIT 1 2 STORE d") == number(2));
  CHECK(bench.run("LRANGE d 0 -1") == texts({"b", "a"}));
  CHECK(bench.run("SORT s BY w_* ALPHA STORE d") == number(5));
  CHECK(bench.run("LRANGE d 0 -1") == texts({"30", "4", "a", "b", "c"}));
}

TEST_CASE("SORT: of sorted sets; in their own order, or backwards") {
  for (const std::size_t most : {0, 128}) {
    Bench bench;
    Entry* const entry = Entry::make_empty<SortedSet>("z");
    SortedSet& set = entry->as<SortedSet>();
    for (const auto& [member, score] :
         {std::pair{"7", 3.0}, {"30", 1.0}, {"text", 2.0}, {"4", 4.0}})
      set.set(set.locate(member), score, {.entries = most});
    bench.instance.keyspace[0].insert(entry);
    CHECK(bench.run("SORT z BY nosort") == texts({"30", "text", "7", "4"}));
    CHECK(bench.run("SORT z BY nosort DESC") == texts({"4", "7", "text", "30"}));
    CHECK(bench.run("SORT z BY nosort LIMIT 1 2") == texts({"text", "7"}));
    CHECK(bench.run("SORT z BY nosort DESC LIMIT 1 5") == texts({"7", "text", "30"}));
    CHECK(bench.run("SORT z BY nosort LIMIT 4 1") == texts({}));
    CHECK(bench.run("SORT z ALPHA LIMIT 0 3") == texts({"30", "4", "7"}));
    CHECK(bench.run("SORT z") == refusal(no_number));
  }
}

TEST_CASE("SORT STORE: before it is written down, the keys that it has read are announced") {
  Bench bench;
  bench.run("RPUSH l 2 1");
  bench.run("MSET w_1 1 w_2 2");
  bench.keep_journal();
  bench.run("SORT l BY w_* GET n_* STORE d");
  CHECK(bench.journal.lines == std::vector<std::string>{"0 SORT l BY w_* GET n_* STORE d"});
  CHECK(bench.journal.announced ==
        std::vector<std::string>{"0 l", "0 w_2", "0 w_1", "0 n_1", "0 n_2", "0 d"});
  bench.journal.lines.clear();
  bench.run("SORT l");
  bench.run("SORT nosuch STORE nosuch2");
  CHECK(bench.journal.lines.empty());
  bench.run("SORT nosuch STORE d");
  CHECK(bench.journal.lines == std::vector<std::string>{"0 SORT nosuch STORE d"});
}

}  // namespace
}  // namespace kit::resp
