// Commands that ask for more than there is: keys too long for an entry, values too long for memory.
#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "tests/servers/resp/commands/bench.hpp"
#include "tests/support/memory.hpp"

namespace kit::resp {
namespace {

/// So long that no memory holds it. Nobody may look behind the first byte.
std::string_view endless(char first) {
  static char byte;
  byte = first;
  return {&byte, std::size_t{1} << 50};
}

const std::string out_of_memory = refusal("OOM command not allowed: the system has no memory left");

TEST_CASE("memory: a key that no entry can have is refused before anything changes") {
  Bench bench;
  bench.keep_journal();
  const std::string_view key(endless('k').data(), Entry::longest_key + 1);
  const std::string refused = refusal("ERR key is too long (268435455 bytes at most)");
  CHECK(bench.run_words({"SET", key, "x"}) == refused);
  CHECK(bench.run_words({"MSET", "a", "1", key, "2"}) == refused);
  CHECK(bench.run_words({"BITOP", "OR", key, "a"}) == refused);
  CHECK(bench.run_words({"SETRANGE", key, "1", "x"}) == refused);
  CHECK(bench.run("GET a") == nothing);
  CHECK(bench.journal.lines.empty());
  CHECK(bench.journal.announced.empty());
}

// A sanitizer's malloc ends the program instead.
TEST_CASE("memory: a value that does not fit is refused, and what was there stays" *
          doctest::skip(test::sanitized)) {
  Bench bench({.proto_max_bulk_len = std::size_t{1} << 52});
  bench.keep_journal();
  bench.run("SET key abc");
  bench.run("SET mortal abc PX 100");
  const std::size_t lines = bench.journal.lines.size();
  const std::string far = std::to_string(std::int64_t{1} << 50);
  CHECK(bench.run("SETRANGE key " + far + " x") == out_of_memory);
  CHECK(bench.run("SETRANGE new " + far + " x") == out_of_memory);
  CHECK(bench.run("SETBIT key " + far + " 1") == out_of_memory);
  CHECK(bench.run_words({"SET", "key", endless('x')}) == out_of_memory);
  CHECK(bench.run_words({"SET", "key", endless('x'), "PX", "10", "GET"}) == out_of_memory);
  CHECK(bench.run_words({"SET", "mortal", endless('x')}) == out_of_memory);
  CHECK(bench.run_words({"SET", "mortal", endless('x'), "PX", "10"}) == out_of_memory);
  CHECK(bench.run_words({"GETSET", "mortal", endless('x')}) == out_of_memory);
  CHECK(bench.run_words({"APPEND", "new", endless('x')}) == out_of_memory);
  CHECK(bench.journal.lines.size() == lines);
  CHECK(bench.run("MGET key mortal new") == "*3\r\n" + bulk("abc") + bulk("abc") + nothing);
  CHECK(bench.instance.keyspace[0].with_deadline() == 1);
  CHECK(bench.instance.keyspace[0].find("mortal")->deadline() == bench.now + 100);
}

TEST_CASE("memory: the log tells of an MSET that came half way what it has done" *
          doctest::skip(test::sanitized)) {
  Bench bench;
  bench.keep_journal();
  CHECK(bench.run_words({"MSET", "a", "1", "b", "2", "c", endless('x'), "d", "4"}) ==
        out_of_memory);
  CHECK(bench.run("MGET a b c d") == "*4\r\n" + bulk("1") + bulk("2") + nothing + nothing);
  CHECK(bench.journal.lines == std::vector<std::string>{"0 SET a 1", "0 SET b 2"});
}

}  // namespace
}  // namespace kit::resp
