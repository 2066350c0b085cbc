// COMMAND: the table of commands, as clients ask for it.
#include <doctest/doctest.h>

#include <string>

#include "servers/resp/commands/call_counts.hpp"
#include "servers/resp/commands/docs.hpp"
#include "servers/resp/commands/key_specs.hpp"
#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

/// Of a key that is only read: its place among the arguments.
std::string read_key(const std::string& flags, int index) {
  return "*6\r\n" + bulk("flags") + flags + bulk("begin_search") + "*4\r\n" + bulk("type") +
         bulk("index") + bulk("spec") + "*2\r\n" + bulk("index") + number(index) +
         bulk("find_keys") + "*4\r\n" + bulk("type") + bulk("range") + bulk("spec") + "*6\r\n" +
         bulk("lastkey") + number(0) + bulk("keystep") + number(1) + bulk("limit") + number(0);
}

TEST_CASE("COMMAND INFO: no subcommands are an empty set in RESP3") {
  Bench bench;
  bench.run("HELLO 3");
  CHECK(bench.run("COMMAND INFO get").ends_with("~0\r\n"));
  CHECK(bench.run("COMMAND INFO memory").find("memory|help") != std::string::npos);
}

TEST_CASE("COMMAND INFO: name, arity, flags, keys, categories, tips, keys, subcommands") {
  Bench bench;
  const std::string get =
      "*10\r\n$3\r\nget\r\n:2\r\n*2\r\n+readonly\r\n+fast\r\n:1\r\n:1\r\n:1\r\n"
      "*3\r\n+@read\r\n+@string\r\n+@fast\r\n*0\r\n*1\r\n" +
      read_key("*2\r\n+RO\r\n+access\r\n", 1) + "*0\r\n";
  CHECK(bench.run("COMMAND INFO GET") == "*1\r\n" + get);
  CHECK(bench.run("COMMAND INFO nosuch get get|x") == "*3\r\n$-1\r\n" + get + "$-1\r\n");
  CHECK(bench.run("COMMAND INFO memory|USAGE") ==
        "*1\r\n*10\r\n$12\r\nmemory|usage\r\n:-3\r\n*1\r\n+readonly\r\n:2\r\n:2\r\n:1\r\n"
        "*2\r\n+@read\r\n+@slow\r\n*0\r\n*1\r\n" +
            read_key("*1\r\n+RO\r\n", 2) + "*0\r\n");
  CHECK(has(bench.run("COMMAND INFO memory"), "*2\r\n*10\r\n$11\r\nmemory|help\r\n"));
  CHECK(has(bench.run("COMMAND INFO spop"), "*1\r\n" + bulk("nondeterministic_output")));
  CHECK(has(bench.run("COMMAND INFO sintercard"), bulk("keynumidx") + number(0)));
  CHECK(
      has(bench.run("COMMAND INFO sort"), "*8\r\n" + bulk("notes") + "$116\r\nFor the optional S"));
}

TEST_CASE("COMMAND: all of them, and how many") {
  Bench bench;
  const std::size_t count = all_commands().size();
  const std::string head = "*" + std::to_string(count) + "\r\n";
  CHECK(bench.run("COMMAND COUNT") == number(static_cast<std::int64_t>(count)));
  CHECK(bench.run("COMMAND").starts_with(head + "*10\r\n$4\r\nping\r\n"));
  CHECK(bench.run("COMMAND") == bench.run("COMMAND INFO"));
  CHECK(bench.run("COMMAND DOCS").starts_with("*" + std::to_string(2 * count) + "\r\n"));
}

TEST_CASE("COMMAND LIST: all, or those that a filter lets through") {
  Bench bench;
  CHECK(bench.run("COMMAND LIST FILTERBY PATTERN getr*") == "*1\r\n" + bulk("getrange"));
  CHECK(bench.run("COMMAND LIST FILTERBY PATTERN config|s*") == "*1\r\n" + bulk("config|set"));
  CHECK(bench.run("COMMAND LIST FILTERBY MODULE any") == "*0\r\n");
  CHECK(bench.run("COMMAND LIST FILTERBY ACLCAT nosuch") == "*0\r\n");
  const std::string bitmaps = bench.run("COMMAND LIST FILTERBY ACLCAT BITMAP");
  CHECK(has(bitmaps, "bitcount"));
  CHECK_FALSE(has(bitmaps, "incr"));
  CHECK(has(bench.run("COMMAND LIST"), bulk("client|kill")));
  for (const char* wrong : {"x", "FILTERBY", "FILTERBY PATTERN", "FILTERBY NAME x"})
    CHECK(bench.run(std::string("COMMAND LIST ") + wrong) == refusal(syntax_error));
}

TEST_CASE("COMMAND GETKEYS: what of a command is a key") {
  Bench bench;
  CHECK(bench.run("COMMAND GETKEYS MSET a 1 b 2") == "*2\r\n" + bulk("a") + bulk("b"));
  CHECK(bench.run("COMMAND GETKEYS OBJECT ENCODING k") == "*1\r\n" + bulk("k"));
  CHECK(bench.run("COMMAND GETKEYS NOSUCH a") == refusal("ERR Invalid command specified"));
  CHECK(bench.run("COMMAND GETKEYS ECHO a") == refusal("ERR The command has no key arguments"));
  CHECK(bench.run("COMMAND GETKEYS GET a b") ==
        refusal("ERR Invalid number of arguments specified for command"));
}

TEST_CASE("COMMAND GETKEYS: keys that are counted, and those behind STORE") {
  Bench bench;
  const std::string wrong = refusal("ERR Invalid arguments specified for command");
  CHECK(bench.run("COMMAND GETKEYS SINTERCARD 2 a b LIMIT 1") == "*2\r\n" + bulk("a") + bulk("b"));
  for (const char* const count : {"3", "0", "-1", "x"})
    CHECK(bench.run(std::string("COMMAND GETKEYS SINTERCARD ") + count + " a b") == wrong);
  CHECK(bench.run("COMMAND GETKEYS SORT a BY store LIMIT 0 store STORE b STORE c") ==
        "*2\r\n" + bulk("a") + bulk("c"));
  CHECK(bench.run("COMMAND GETKEYS SORT a STORE") == "*1\r\n" + bulk("a"));
  CHECK(bench.run("COMMAND GETKEYS SORT_RO a STORE b") == "*1\r\n" + bulk("a"));
}

TEST_CASE("COMMAND GETKEYSANDFLAGS: what becomes of each key") {
  Bench bench;
  const auto keys = [&bench](const std::string& words) {
    return bench.run("COMMAND GETKEYSANDFLAGS " + words);
  };
  const std::string read = "*2\r\n+RO\r\n+access\r\n";
  const std::string overwritten = "*2\r\n+OW\r\n+update\r\n";
  CHECK(keys("GET a") == "*1\r\n*2\r\n" + bulk("a") + read);
  CHECK(keys("SET a b") == "*1\r\n*2\r\n" + bulk("a") + overwritten);
  CHECK(keys("SET a get GET") ==
        "*1\r\n*2\r\n" + bulk("a") + "*3\r\n+RW\r\n+access\r\n+update\r\n");
  CHECK(keys("SORT a STORE b") ==
        "*2\r\n*2\r\n" + bulk("a") + read + "*2\r\n" + bulk("b") + overwritten);
  CHECK(keys("PING x") == refusal("ERR The command has no key arguments"));
  bench.run("HELLO 3");
  CHECK(keys("GET a") == "*1\r\n*2\r\n" + bulk("a") + "~2\r\n+RO\r\n+access\r\n");
}

TEST_CASE("key specs: they say what the table of commands says") {
  for_each_command([](const Command& command) {
    CAPTURE(command.name);
    const auto specs = key_specs(command.name);
    const bool has_keys = command.keys.first != 0 || command.keys.count_at != 0;
    CHECK(specs.empty() != has_keys);
    const bool counted = !specs.empty() && specs.back().range == KeySpec::Range::counted;
    CHECK(counted == (command.keys.count_at != 0));
    if (counted) CHECK(specs.back().first == command.keys.count_at);
    if (command.keys.first != 0) CHECK(specs.front().first == command.keys.first);
  });
}

TEST_CASE("COMMAND DOCS: what it is good for, and what it takes") {
  Bench bench;
  CHECK(bench.run("COMMAND DOCS nosuch") == "*0\r\n");
  CHECK(bench.run("COMMAND DOCS echo") ==
        "*2\r\n" + bulk("echo") + "*10\r\n" + bulk("summary") + bulk("Echo the given string") +
            bulk("since") + bulk("1.0.0") + bulk("group") + bulk("connection") +
            bulk("complexity") + bulk("O(1)") + bulk("arguments") + "*1\r\n*4\r\n" + bulk("name") +
            bulk("message") + bulk("type") + bulk("string"));
  bench.run("HELLO 3");
  CHECK(
      has(bench.run("COMMAND DOCS client|kill"), "$4\r\nname\r\n$7\r\nip:port\r\n$4\r\ntype\r\n"));
  CHECK(has(bench.run("COMMAND DOCS set"),
            "$5\r\ntoken\r\n$3\r\nGET\r\n$5\r\nflags\r\n~1\r\n+optional\r\n"));
}

TEST_CASE("docs: there are some for every command, and all of them can be read") {
  for_each_command([](const Command& command) {
    CAPTURE(command.name);
    const Docs* const docs = find_docs(command.name);
    REQUIRE(docs != nullptr);
    CHECK_FALSE(docs->summary.empty());
    CHECK_FALSE(docs->since.empty());
    CHECK_FALSE(docs->group.empty());
    CHECK_FALSE(docs->complexity.empty());
    std::string out;
    ReplyWriter reply(out);
    reply_arguments(reply, docs->arguments);
    CHECK(out.find("$0\r\n") == out.npos);  // nothing without a name or a type
  });
}

}  // namespace
}  // namespace kit::resp
