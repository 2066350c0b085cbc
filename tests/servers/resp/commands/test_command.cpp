// COMMAND: the table of commands, as clients ask for it.
#include <doctest/doctest.h>

#include <string>

#include "servers/resp/commands/call_counts.hpp"
#include "servers/resp/commands/docs.hpp"
#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST_CASE("COMMAND INFO: name, arity, flags, keys, categories, subcommands") {
  Bench bench;
  const std::string get =
      "*10\r\n$3\r\nget\r\n:2\r\n*2\r\n+readonly\r\n+fast\r\n:1\r\n:1\r\n:1\r\n"
      "*3\r\n+@read\r\n+@fast\r\n+@string\r\n*0\r\n*0\r\n*0\r\n";
  CHECK(bench.run("COMMAND INFO GET") == "*1\r\n" + get);
  CHECK(bench.run("COMMAND INFO nosuch get get|x") == "*3\r\n$-1\r\n" + get + "$-1\r\n");
  CHECK(bench.run("COMMAND INFO memory|USAGE") ==
        "*1\r\n*10\r\n$12\r\nmemory|usage\r\n:-3\r\n*1\r\n+readonly\r\n:2\r\n:2\r\n:1\r\n"
        "*2\r\n+@read\r\n+@slow\r\n*0\r\n*0\r\n*0\r\n");
  CHECK(has(bench.run("COMMAND INFO memory"), "*2\r\n*10\r\n$11\r\nmemory|help\r\n"));
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
