// That the comparison can fail: against servers that lie a little.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/redis/duel.hpp"
#include "tests/redis/likeness.hpp"
#include "tests/redis/needs.hpp"
#include "tests/redis/reply.hpp"
#include "tests/redis/servers.hpp"
#include "tests/redis/table.hpp"

namespace kit::test {
namespace {

TEST_CASE("comparing: where a reply ends is known once it is there, not before") {
  const std::vector<std::string> replies = {"+OK\r\n",
                                            "-ERR no\r\n",
                                            ":12\r\n",
                                            "$-1\r\n",
                                            "$0\r\n\r\n",
                                            "$3\r\na\r\n\r\n",
                                            "*-1\r\n",
                                            "*0\r\n",
                                            "*2\r\n$1\r\na\r\n*1\r\n:1\r\n",
                                            "%1\r\n+k\r\n#t\r\n",
                                            "_\r\n",
                                            ",1.5\r\n",
                                            "~2\r\n:1\r\n:2\r\n",
                                            "=5\r\ntxt:a\r\n",
                                            "(12345678901234567890\r\n"};
  for (const std::string& reply : replies) {
    for (std::size_t length = 0; length < reply.size(); ++length)
      CHECK(reply_end(reply.substr(0, length)) == std::string::npos);
    CHECK(reply_end(reply + "+more") == reply.size());
    CHECK(unparse(parse_reply(reply)) == reply);
  }
  CHECK_THROWS_AS(reply_end("hello\r\n"), std::runtime_error);
  CHECK_THROWS_AS(reply_end("$x\r\n"), std::runtime_error);
}

TEST_CASE("comparing: each likeness forgives what it is for, and nothing else") {
  CHECK(alike(Likeness::bytes, "+OK\r\n", "+OK\r\n"));
  CHECK_FALSE(alike(Likeness::bytes, "+OK\r\n", "+Ok\r\n"));
  CHECK(alike(Likeness::order, "*2\r\n:1\r\n:2\r\n", "*2\r\n:2\r\n:1\r\n"));
  CHECK_FALSE(alike(Likeness::order, "*2\r\n:1\r\n:2\r\n", "*2\r\n:2\r\n:2\r\n"));
  CHECK_FALSE(alike(Likeness::order, "~1\r\n:1\r\n", "*1\r\n:1\r\n"));
  CHECK(alike(Likeness::seconds, ":100\r\n", ":98\r\n"));
  CHECK_FALSE(alike(Likeness::seconds, ":100\r\n", ":97\r\n"));
  CHECK_FALSE(alike(Likeness::seconds, ":-1\r\n", ":-2\r\n"));
  CHECK_FALSE(alike(Likeness::seconds, ":0\r\n", ":-1\r\n"));
  CHECK(alike(Likeness::milliseconds, ":5000\r\n", ":3000\r\n"));
  CHECK_FALSE(alike(Likeness::milliseconds, ":5000\r\n", ":2999\r\n"));
  CHECK(alike(Likeness::type, "$1\r\na\r\n", "$2\r\nbb\r\n"));
  CHECK_FALSE(alike(Likeness::type, "$1\r\na\r\n", "$-1\r\n"));
  CHECK_FALSE(alike(Likeness::type, "-ERR a\r\n", "-ERR b\r\n"));
  CHECK_FALSE(alike(Likeness::type, "*1\r\n:1\r\n", "*2\r\n:1\r\n:1\r\n"));
  CHECK(alike(Likeness::fields, "$11\r\na:1\r\nb:2=3\r\n", "$10\r\na:9\r\nb:22\r\n"));
  CHECK(alike(Likeness::fields, "$13\r\nid=3 addr=1:2\r\n", "$12\r\nid=4 addr=1:\r\n"));
  CHECK_FALSE(alike(Likeness::fields, "$7\r\nid=3 a=\r\n", "$7\r\nid=3 b=\r\n"));
  CHECK(alike(Likeness::fewer, "$7\r\na:1\nb:2\r\n", "$3\r\nb:3\r\n"));
  CHECK_FALSE(alike(Likeness::fewer, "$3\r\na:1\r\n", "$7\r\na:1\nb:2\r\n"));
  CHECK_FALSE(alike(Likeness::fewer, "$3\r\na:1\r\n", "$0\r\n\r\n"));
  CHECK(alike(Likeness::differs, "+OK\r\n", "+Ok\r\n"));
  CHECK_FALSE(alike(Likeness::differs, "+OK\r\n", "+OK\r\n"));
  for (const Likeness each : {Likeness::order, Likeness::type, Likeness::fields, Likeness::fewer})
    CHECK_FALSE(alike(each, "+OK\r\n", ""));
}

TEST_CASE("comparing: a line of a table that means nothing is refused") {
  CHECK_THROWS_AS(parse_table("GET a\n"), std::out_of_range);  // in no section
  CHECK_THROWS_AS(parse_table("== x\n~nearly GET a\n"), std::runtime_error);
  const std::vector<TableSection> read = parse_table("== x\n# why\n\n@2 ~order KEYS *\n");
  REQUIRE(read.size() == 1);
  REQUIRE(read[0].lines.size() == 1);
  CHECK(read[0].lines[0].number == 4);
  CHECK(read[0].lines[0].connection == 2);
  CHECK(read[0].lines[0].likeness == Likeness::order);
  CHECK(read[0].lines[0].rest == "KEYS *");
}

TEST_CASE("comparing: no line of a table stands there twice in a section by mistake") {
  for (const char* const name : {"strings", "numbers", "bits", "keys", "expiry", "lists", "sort",
                                 "hashes", "sets", "sorted_sets", "transactions", "blocking",
                                 "connection", "admin", "protocol", "differences"}) {
    std::set<std::string> sections;
    for (const TableSection& section : read_table(name)) {
      CHECK_MESSAGE(sections.insert(section.name).second, name, ": ", section.name);
      CHECK_MESSAGE(!section.lines.empty(), name, ": ", section.name);
      for (const TableLine& line : section.lines)
        CHECK_MESSAGE((line.likeness != Likeness::differs || name == std::string("differences")),
                      name, ": only the list of differences may say !=: ", line.text);
    }
  }
}

/// Redis twice, and the second one lies.
struct Liar {
  explicit Liar(Lie lie) : left{.port = server.port(), .lie = {}}, right{other.port(), lie} {}
  RespServer server{Make::redis, {"--proto-max-bulk-len", "1mb"}};
  RespServer other{Make::redis, {"--proto-max-bulk-len", "1mb"}};
  Side left;
  Side right;
};

TEST_CASE("comparing: a table finds the one reply that is wrong" * doctest::skip(no_redis())) {
  const Liar liar([](const Arguments& command, std::string reply) {
    return command[0] == "STRLEN" ? std::string(":4\r\n") : reply;
  });
  const TableSection section =
      parse_table("== x\nSET a hello\nSTRLEN a\n!= STRLEN a\n!= GET a\n").at(0);
  const std::vector<std::string> found = differences(section, liar.left, liar.right, 2);
  REQUIRE(found.size() == 2);
  CHECK(found[0] == "line 3: STRLEN a\n  redis: \":5\\r\\n\"\n  ours:  \":4\\r\\n\"");
  CHECK(found[1].starts_with("line 5: != GET a"));  // a difference that is gone
}

TEST_CASE("comparing: of thousands of commands the two that differ are found" *
          doctest::skip(no_redis())) {
  // Wrong only for a value that an earlier command wrote.
  const Liar liar([](const Arguments& command, std::string reply) {
    const bool wrong = command[0] == "GET" && reply == "$6\r\nfoobar\r\n";
    return wrong ? std::string("$6\r\nfoobaz\r\n") : reply;
  });
  for (const int protocol : {2, 3}) {
    const std::string report = duel(4, 20'000, liar.left, liar.right, protocol);
    CHECK(report.starts_with("KIT_SEED=4, RESP" + std::to_string(protocol) + ", command "));
    const std::size_t from = report.find("in short");
    REQUIRE(from != report.npos);
    const std::string few = report.substr(from);
    CHECK_MESSAGE(few.find("foobar") != few.npos, few);
    // The headline, the GET, an empty line, both replies; and one to three that write.
    CHECK_MESSAGE(std::count(few.begin(), few.end(), '\n') <= 8, few);
  }
}

TEST_CASE("comparing: Redis agrees with itself about the random commands" *
          doctest::skip(no_redis())) {
  const Liar honest({});
  CHECK(duel(99, 5000, honest.left, honest.right, 2) == "");
}

}  // namespace
}  // namespace kit::test
