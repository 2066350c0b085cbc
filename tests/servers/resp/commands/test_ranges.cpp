// Commands on parts of a text.
#include <doctest/doctest.h>

#include <string>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

TEST_CASE("GETRANGE and SUBSTR: both ends belong to it, negative ones count from the end") {
  Bench bench;
  bench.run("SET key \"This is a string\"");
  CHECK(bench.run("GETRANGE key 0 3") == bulk("This"));
  CHECK(bench.run("GETRANGE key -3 -1") == bulk("ing"));
  CHECK(bench.run("GETRANGE key 0 -1") == bulk("This is a string"));
  CHECK(bench.run("SUBSTR key 10 100") == bulk("string"));
  CHECK(bench.run("GETRANGE key -100 1") == bulk("Th"));
  CHECK(bench.run("GETRANGE key 5 3") == bulk(""));
  CHECK(bench.run("GETRANGE key -1 -3") == bulk(""));
  CHECK(bench.run("GETRANGE key -100 -99") == bulk("T"));
  CHECK(bench.run("GETRANGE key -99 -100") == bulk(""));
  CHECK(bench.run("GETRANGE key 16 20") == bulk(""));
  CHECK(bench.run("GETRANGE key -9223372036854775808 9223372036854775807") ==
        bulk("This is a string"));
  CHECK(bench.run("GETRANGE nosuch 0 -1") == bulk(""));
  CHECK(bench.run("GETRANGE nosuch 0 x") == refusal(not_an_integer));
}

TEST_CASE("GETRANGE: of a number, too, and of nothing") {
  Bench bench;
  bench.run("SET key -12345");
  CHECK(bench.run("GETRANGE key 0 2") == bulk("-12"));
  bench.run("SET key \"\"");
  CHECK(bench.run("GETRANGE key 0 -1") == bulk(""));
  CHECK(bench.run("GETRANGE key 0 0") == bulk(""));
}

TEST_CASE("STRLEN: of texts, numbers and nothing") {
  Bench bench;
  CHECK(bench.run("STRLEN key") == number(0));
  bench.run("SET key -12345");
  CHECK(bench.run("STRLEN key") == number(6));
  bench.run_words({"SET", "key", std::string(1000, 'x')});
  CHECK(bench.run("STRLEN key") == number(1000));
}

TEST_CASE("APPEND: behind a text, a number, or nothing; the time stays") {
  Bench bench;
  CHECK(bench.run("APPEND key 12") == number(2));
  CHECK(bench.run("APPEND key 34") == number(4));
  CHECK(bench.run("GET key") == bulk("1234"));
  CHECK(bench.run("APPEND key \"\"") == number(4));
  bench.run("GETEX key PX 10");
  CHECK(bench.run("APPEND key x") == number(5));
  CHECK(bench.run("GET key") == bulk("1234x"));
  bench.now += 10;
  CHECK(bench.run("APPEND key new") == number(3));
}

TEST_CASE("APPEND: ten thousand times, and every byte is there") {
  Bench bench;
  std::string expected;
  for (int i = 0; i < 10'000; ++i) {
    const std::string piece = std::to_string(i) + ",";
    expected += piece;
    bench.run_words({"APPEND", "key", piece});
  }
  CHECK((bench.run("GET key") == bulk(expected)));
}

TEST_CASE("SETRANGE: writes over what is there, and zeros fill a gap") {
  Bench bench;
  bench.run("SET key \"Hello World\"");
  CHECK(bench.run("SETRANGE key 6 Redis") == number(11));
  CHECK(bench.run("GET key") == bulk("Hello Redis"));
  CHECK(bench.run("SETRANGE key 9 xyz") == number(12));
  CHECK(bench.run("GET key") == bulk("Hello Redxyz"));
  CHECK(bench.run("SETRANGE new 2 ab") == number(4));
  CHECK(bench.run("GET new") == bulk(std::string("\0\0ab", 4)));
  bench.run("SET count 100");
  CHECK(bench.run("SETRANGE count 1 5") == number(3));
  CHECK(bench.run("GET count") == bulk("150"));
}

TEST_CASE("SETRANGE: nothing written makes no key and changes none") {
  Bench bench;
  bench.keep_journal();
  CHECK(bench.run("SETRANGE key 5 \"\"") == number(0));
  CHECK(bench.instance.keyspace[0].size() == 0);
  CHECK(bench.journal.lines.empty());
  bench.run("SET key abc");
  CHECK(bench.run("SETRANGE key 5 \"\"") == number(3));
  CHECK(bench.run("SETRANGE key 9223372036854775807 \"\"") == number(3));
  CHECK(bench.run("SETRANGE key -1 \"\"") == refusal("ERR offset is out of range"));
  CHECK(bench.journal.lines.size() == 1);
}

TEST_CASE("ranges: a text stays as short as proto-max-bulk-len, but for the log's own commands") {
  Bench bench({.proto_max_bulk_len = 10});
  bench.run("SET key 12345678");
  CHECK(bench.run("APPEND key 90x") == refusal(too_long_text));
  CHECK(bench.run("APPEND key 90") == number(10));
  CHECK(bench.run("APPEND key x") == refusal(too_long_text));
  CHECK(bench.run("APPEND key \"\"") == number(10));
  CHECK(bench.run("SETRANGE key 9 ab") == refusal(too_long_text));
  CHECK(bench.run("SETRANGE key 9 a") == number(10));
  CHECK(bench.run("SETRANGE new 10 a") == refusal(too_long_text));
  CHECK(bench.run("SETRANGE new 9223372036854775807 a") == refusal(too_long_text));
  CHECK(bench.instance.keyspace[0].size() == 1);
  bench.now = 0;  // as while a log is being loaded
  CHECK(bench.run("APPEND key 1") == number(11));
  CHECK(bench.run("SETRANGE key 9223372036854775807 a") == refusal(too_long_text));
}

TEST_CASE("ranges: what is refused or only looks is not logged") {
  Bench bench;
  bench.keep_journal();
  bench.run("APPEND key abc");
  bench.run("SETRANGE key 1 x");
  bench.run("GETRANGE key 0 1");
  bench.run("STRLEN key");
  bench.run("SETRANGE key x y");
  CHECK(bench.journal.lines == std::vector<std::string>{"0 APPEND key abc", "0 SETRANGE key 1 x"});
}

}  // namespace
}  // namespace kit::resp
