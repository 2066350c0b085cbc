// Commands that take from a list. What is expected is what redis-server 7.0.15 replies.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

const std::string no_elements = "*0\r\n";
const std::string no_array = "*-1\r\n";
constexpr std::string_view not_positive = "ERR value is out of range, must be positive";
constexpr std::string_view no_keys = "ERR numkeys should be greater than 0";
constexpr std::string_view no_count = "ERR count should be greater than 0";

TEST_CASE("LPOP and RPOP: one element, and the key goes with the last") {
  Bench bench;
  bench.run("RPUSH l a b 3");
  CHECK(bench.run("LPOP l") == bulk("a"));
  CHECK(bench.run("RPOP l") == bulk("3"));
  CHECK(bench.run("RPOP l") == bulk("b"));
  CHECK(bench.run("EXISTS l") == number(0));
  CHECK(bench.run("LPOP l") == nothing);
}

TEST_CASE("LPOP and RPOP with a count: in the order in which they are taken") {
  Bench bench;
  bench.run("RPUSH l a b c d e");
  CHECK(bench.run("LPOP l 2") == "*2\r\n$1\r\na\r\n$1\r\nb\r\n");
  CHECK(bench.run("RPOP l 2") == "*2\r\n$1\r\ne\r\n$1\r\nd\r\n");
  CHECK(bench.run("LPOP l 0") == no_elements);
  CHECK(bench.run("LPOP l 9223372036854775807") == "*1\r\n$1\r\nc\r\n");
  CHECK(bench.run("LPOP l 0") == no_array);
  CHECK(bench.run("LPOP l -1") == refusal(not_positive));
  CHECK(bench.run("LPOP l x") == refusal(not_positive));
  CHECK(bench.run("LPOP l 1 2") == refusal("ERR wrong number of arguments for 'lpop' command"));
  bench.run("HELLO 3");
  CHECK(bench.run("RPOP l 1") == "_\r\n");
}

TEST_CASE("LPOP and RPOP with a count: through many nodes") {
  Bench bench;
  bench.run("CONFIG SET list-max-listpack-size 4");
  for (int i = 0; i < 40; ++i) bench.run("RPUSH l " + std::to_string(i));
  std::string expected = "*17\r\n";
  for (int i = 39; i > 22; --i) expected += bulk(std::to_string(i));
  CHECK(bench.run("RPOP l 17") == expected);
  CHECK(bench.run("LLEN l") == number(23));
  CHECK(bench.run("LINDEX l -1") == bulk("22"));
}

TEST_CASE("LMPOP: from the first of the keys that has something") {
  Bench bench;
  bench.run("RPUSH two a b c");
  bench.run("RPUSH three x");
  CHECK(bench.run("LMPOP 3 one two three LEFT") == "*2\r\n$3\r\ntwo\r\n*1\r\n$1\r\na\r\n");
  CHECK(bench.run("LMPOP 3 one two three right COUNT 10") ==
        "*2\r\n$3\r\ntwo\r\n*2\r\n$1\r\nc\r\n$1\r\nb\r\n");
  CHECK(bench.run("EXISTS two") == number(0));
  CHECK(bench.run("LMPOP 2 one two LEFT") == no_array);
  bench.run("SET one text");
  CHECK(bench.run("LMPOP 2 one three LEFT") == refusal(wrong_type));
}

TEST_CASE("LMPOP: what is wrong with it, in Redis's words") {
  Bench bench;
  CHECK(bench.run("LMPOP 0 l LEFT") == refusal(no_keys));
  CHECK(bench.run("LMPOP x l LEFT") == refusal(no_keys));
  CHECK(bench.run("LMPOP 9223372036854775807 l LEFT") == refusal(syntax_error));
  CHECK(bench.run("LMPOP 2 l LEFT") == refusal(syntax_error));
  CHECK(bench.run("LMPOP 1 l UP") == refusal(syntax_error));
  CHECK(bench.run("LMPOP 1 l LEFT COUNT") == refusal(syntax_error));
  CHECK(bench.run("LMPOP 1 l LEFT COUNT 0") == refusal(no_count));
  CHECK(bench.run("LMPOP 1 l LEFT COUNT x 3") == refusal(no_count));
  CHECK(bench.run("LMPOP 1 l LEFT COUNT 1 COUNT 2") == refusal(syntax_error));
  CHECK(bench.run("LMPOP 1 l LEFT MANY 1") == refusal(syntax_error));
}

TEST_CASE("LMOVE: from either end to either end, also of the same list") {
  Bench bench;
  bench.run("RPUSH l a b c");
  CHECK(bench.run("LMOVE l m LEFT RIGHT") == bulk("a"));
  CHECK(bench.run("LMOVE l m right left") == bulk("c"));
  CHECK(bench.run("LRANGE m 0 -1") == "*2\r\n$1\r\nc\r\n$1\r\na\r\n");
  CHECK(bench.run("LMOVE m m LEFT RIGHT") == bulk("c"));
  CHECK(bench.run("LRANGE m 0 -1") == "*2\r\n$1\r\na\r\n$1\r\nc\r\n");
  CHECK(bench.run("LMOVE m m LEFT LEFT") == bulk("a"));
  CHECK(bench.run("LRANGE m 0 -1") == "*2\r\n$1\r\na\r\n$1\r\nc\r\n");
  CHECK(bench.run("LMOVE l m LEFT LEFT") == bulk("b"));
  CHECK(bench.run("EXISTS l") == number(0));
  CHECK(bench.run("LMOVE l l LEFT LEFT") == nothing);
  CHECK(bench.run("LMOVE l m UP LEFT") == refusal(syntax_error));
  CHECK(bench.run("LMOVE l m LEFT UP") == refusal(syntax_error));
}

TEST_CASE("LMOVE: to a key of another kind moves nothing; from no key it does not matter") {
  Bench bench;
  bench.run("SET s text");
  CHECK(bench.run("LMOVE nosuch s LEFT LEFT") == nothing);
  bench.run("RPUSH l a");
  CHECK(bench.run("LMOVE l s LEFT LEFT") == refusal(wrong_type));
  CHECK(bench.run("LRANGE l 0 -1") == "*1\r\n$1\r\na\r\n");
}

TEST_CASE("RPOPLPUSH: the tail of one becomes the head of the other") {
  Bench bench;
  bench.run("RPUSH l a b");
  CHECK(bench.run("RPOPLPUSH l l") == bulk("b"));
  CHECK(bench.run("RPOPLPUSH l m") == bulk("a"));
  CHECK(bench.run("RPOPLPUSH l m") == bulk("b"));
  CHECK(bench.run("LRANGE m 0 -1") == "*2\r\n$1\r\nb\r\n$1\r\na\r\n");
  CHECK(bench.run("RPOPLPUSH l m") == nothing);
}

TEST_CASE("taking from lists: what goes to the append-only file takes the same again") {
  Bench bench;
  bench.run("RPUSH l a b c d e f g");
  bench.keep_journal();
  for (const char* const line :
       {"LPOP l", "RPOP l 1", "LPOP l 0", "LPOP nosuch", "LMPOP 2 nosuch l RIGHT COUNT 2",
        "LMOVE l m LEFT RIGHT", "RPOPLPUSH l m", "LMPOP 1 m LEFT COUNT 100", "LMOVE m m LEFT LEFT"})
    bench.run(line);
  CHECK(bench.journal.lines == std::vector<std::string>{"0 LPOP l", "0 RPOP l 1", "0 RPOP l 2",
                                                        "0 LMOVE l m LEFT RIGHT", "0 RPOPLPUSH l m",
                                                        "0 LPOP m 2"});
}

}  // namespace
}  // namespace kit::resp
