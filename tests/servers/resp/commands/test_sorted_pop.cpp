// Commands that take the least or the greatest members of a sorted set.
#include "servers/resp/commands/sorted_pop.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/servers/resp/commands/listing.hpp"

namespace kit::resp {
namespace {

TEST_CASE("ZPOPMIN and ZPOPMAX: the outermost first, and the key goes with the last") {
  for (const bool packs : {true, false}) {
    Bench bench(packs ? Parameters() : without_packs());
    bench.run("ZADD z 1 a 2 b 3 c 4 d 5 e");
    CHECK(bench.run("ZPOPMIN z") == listing("a 1"));
    CHECK(bench.run("ZPOPMAX z 2") == listing("e 5 d 4"));
    CHECK(bench.run("ZPOPMIN z 0") == listing(""));
    CHECK(bench.run("ZPOPMIN z 9") == listing("b 2 c 3"));
    CHECK(bench.run("EXISTS z") == number(0));
    CHECK(bench.run("ZPOPMIN z") == listing(""));
    CHECK(bench.run("ZPOPMAX z 3") == listing(""));
  }
}

TEST_CASE("ZPOPMIN and ZPOPMAX: bad counts, and another kind of value") {
  Bench bench;
  const std::string positive = refusal("ERR value is out of range, must be positive");
  CHECK(bench.run("ZPOPMIN z -1") == positive);
  CHECK(bench.run("ZPOPMAX z x") == positive);
  CHECK(bench.run("ZPOPMIN z 1 2") == refusal(syntax_error));
  bench.run("SET s text");
  CHECK(bench.run("ZPOPMIN s") == refusal(wrong_type));
  CHECK(bench.run("ZPOPMAX s 0") == refusal(wrong_type));
}

TEST_CASE("ZPOPMIN: in RESP3 a count makes pairs") {
  Bench bench;
  bench.run("ZADD z 1 a 2 b");
  bench.run("HELLO 3");
  CHECK(bench.run("ZPOPMIN z") == "*2\r\n$1\r\na\r\n,1\r\n");
  CHECK(bench.run("ZPOPMIN z 1") == "*1\r\n*2\r\n$1\r\nb\r\n,2\r\n");
}

TEST_CASE("ZMPOP: from the first key that has some, in pairs in both versions") {
  Bench bench;
  bench.run("ZADD z 1 a 2 b 3 c");
  CHECK(bench.run("ZMPOP 2 nosuch z MIN") == "*2\r\n$1\r\nz\r\n*1\r\n*2\r\n$1\r\na\r\n$1\r\n1\r\n");
  CHECK(bench.run("ZMPOP 1 z max COUNT 5") ==
        "*2\r\n$1\r\nz\r\n*2\r\n*2\r\n$1\r\nc\r\n$1\r\n3\r\n*2\r\n$1\r\nb\r\n$1\r\n2\r\n");
  CHECK(bench.run("ZMPOP 1 z MIN") == "*-1\r\n");
}

TEST_CASE("ZMPOP: what is no number of keys, no end or no count") {
  Bench bench;
  const std::string keys = refusal("ERR numkeys should be greater than 0");
  const std::string count = refusal("ERR count should be greater than 0");
  CHECK(bench.run("ZMPOP 0 z MIN") == keys);
  CHECK(bench.run("ZMPOP x z MIN") == keys);
  CHECK(bench.run("ZMPOP 1 z MIN COUNT 0") == count);
  CHECK(bench.run("ZMPOP 1 z MIN COUNT x COUNT 1") == count);
  for (const char* line :
       {"ZMPOP 2 z MIN", "ZMPOP 9223372036854775807 z MIN", "ZMPOP 1 z MID", "ZMPOP 1 z MIN COUNT",
        "ZMPOP 1 z MIN COUNT 1 COUNT 1", "ZMPOP 1 z MIN FOO 1"})
    CHECK(bench.run(line) == refusal(syntax_error));
  bench.run("SET s text");
  CHECK(bench.run("ZMPOP 2 nosuch s MIN") == refusal(wrong_type));
}

TEST_CASE("ZMPOP: the append-only file gets what it did") {
  Bench bench;
  bench.keep_journal();
  bench.run("ZADD z 1 a 2 b 3 c");
  bench.run("ZMPOP 2 nosuch z MIN COUNT 2");
  bench.run("ZPOPMAX z 5");
  bench.run("ZMPOP 1 z MIN");
  CHECK(bench.journal.lines ==
        std::vector<std::string>{"0 ZADD z 1 a 2 b 3 c", "0 ZPOPMIN z 2", "0 ZPOPMAX z 5"});
}

TEST_CASE("pop_members: the shape of BZPOPMIN, and no reply where there is no key") {
  Bench bench;
  bench.keep_journal();
  bench.run("ZADD z 1 a 2 b");
  std::string out;
  ReplyWriter reply(out);
  const std::vector<std::string_view> words{"BZPOPMAX", "nosuch", "z", "0"};
  Call call(bench.instance, bench.clients[0], *find_command("zpopmax"), words, reply);
  CHECK(!pop_members(call, "nosuch", SortedEnd::greatest, 1, PopReply::key_flat));
  CHECK(out.empty());
  CHECK(pop_members(call, "z", SortedEnd::greatest, 1, PopReply::key_flat));
  CHECK(out == listing("z b 2"));
  CHECK(call.log_entries() == std::vector<LogEntry>{{"ZPOPMAX", "z", "1"}});
}

}  // namespace
}  // namespace kit::resp
