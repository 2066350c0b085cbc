// The RESP benchmark's check of replies: what is as it should be is counted, and nothing else
// passes.
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "tests/bench/resp_replies.hpp"

namespace kit::bench {
namespace {

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::string refusal(const ReplyCheck& check, const std::string& bytes) {
  std::size_t state = 0;
  try {
    check.take(bytes, state);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

/// The kinds of reply, each with three examples in a row.
struct Example {
  ReplyCheck check;
  std::string three;
};
const Example examples[] = {
    {ReplyCheck("+OK\r\n"), repeated("+OK\r\n", 3)},
    {ReplyCheck("$3\r\nxxx\r\n"), repeated("$3\r\nxxx\r\n", 3)},
    {ReplyCheck(":#\r\n"), ":0\r\n:20\r\n:00\r\n"},
    {ReplyCheck("$2\r\ne#:#\r\n"), "$2\r\ne1:2\r\n$2\r\ne11:22\r\n$2\r\ne0:333\r\n"},
    {ReplyCheck(""), ":1\r\n:20\r\n:9223372036854775807\r\n"},
};

TEST_CASE("bench: replies are counted wherever the reads end") {
  for (const Example& example : examples) {
    for (std::size_t cut = 0; cut <= example.three.size(); ++cut) {
      std::size_t state = 0;
      std::size_t count = example.check.take(example.three.substr(0, cut), state);
      CHECK(count <= 3);
      CHECK((count == 3) == (cut == example.three.size()));
      count += example.check.take(example.three.substr(cut), state);
      CHECK(count == 3);
      CHECK(state == 0);
    }
  }
}

TEST_CASE("bench: replies are counted byte by byte") {
  for (const Example& example : examples) {
    std::size_t state = 0;
    std::size_t count = 0;
    for (const char byte : example.three) count += example.check.take({&byte, 1}, state);
    CHECK(count == 3);
  }
}

TEST_CASE("bench: more replies than are compared at once") {
  const std::string bulk = "$1024\r\n" + std::string(1024, 'x') + "\r\n";
  for (const std::string& reply : {std::string("+PONG\r\n"), bulk}) {
    const ReplyCheck check(reply);
    const int many = static_cast<int>(300'000 / reply.size());
    std::string all = repeated(reply, many);
    std::size_t state = 0;
    CHECK(check.take(all.substr(0, 100'001), state) == 100'001 / reply.size());
    CHECK(check.take(all.substr(100'001), state) == many - 100'001 / reply.size());
    all[290'000] = '?';
    CHECK(refusal(check, all) != "");
  }
}

TEST_CASE("bench: no byte of a reply may be another, and none may be missing") {
  for (const Example& example : examples) {
    for (std::size_t at = 0; at < example.three.size(); ++at) {
      std::string changed = example.three;
      changed[at] = '?';
      CHECK(refusal(example.check, changed) != "");
    }
  }
  for (const Example& example : {examples[0], examples[1]}) {
    for (std::size_t at = 0; at + 1 < example.three.size(); ++at) {
      std::string shorter = example.three;
      shorter.erase(at, 1);
      CHECK(refusal(example.check, shorter) != "");
    }
  }
}

TEST_CASE("bench: another reply than the expected is refused") {
  const ReplyCheck ok("+OK\r\n");
  CHECK(refusal(ok, "+PONG\r\n") == "a reply was '+PONG..' where '+OK' should be");
  CHECK(refusal(ok, ":1\r\n") != "");
  const ReplyCheck bulk("$3\r\nxxx\r\n");
  CHECK(refusal(bulk, "$-1\r\n") != "");         // the key is not there
  CHECK(refusal(bulk, "$4\r\nxxxx\r\n") != "");  // too long
  CHECK(refusal(bulk, "$2\r\nxx\r\n") != "");    // too short
  const ReplyCheck integer("");
  CHECK(refusal(integer, ":0\r\n") != "");  // nothing was counted up
  CHECK(refusal(integer, ":-5\r\n") != "");
  CHECK(refusal(integer, ":\r\n") != "");
  CHECK(refusal(integer, ":1\n") != "");
  CHECK(refusal(integer, "$1\r\n1\r\n") != "");
}

TEST_CASE("bench: a pattern's digits are digits, and at least one") {
  const ReplyCheck pattern("*2\r\n$#\r\nmember:#\r\n");
  CHECK(refusal(pattern, "*2\r\n$1\r\nmember:1\r\n") == "");
  CHECK(refusal(pattern, "*2\r\n$\r\nmember:1\r\n") != "");
  CHECK(refusal(pattern, "*2\r\n$1\r\nmember:\r\n") != "");
  CHECK(refusal(pattern, "*2\r\n$#\r\nmember:1\r\n") != "");
  CHECK(refusal(pattern, "*2\r\n$-1\r\n") != "");
  CHECK(refusal(pattern, "*2\r\n$1\r\nmember:1\r\n*0\r\n") ==
        "a reply was '*0..' where '*2..$#..member:#..' should be");
}

TEST_CASE("bench: what is told of a wrong reply begins where that reply begins") {
  CHECK(refusal(ReplyCheck("+OK\r\n"), "+OK\r\n+OK\r\n-ERR no\r\n+OK\r\n") ==
        "a reply was '-ERR no..+OK..' where '+OK' should be");
  CHECK(refusal(ReplyCheck(""), ":1\r\n:2\r\n-ERR no\r\n") ==
        "a reply was '-ERR no..' where an integer above 0 should be");
  CHECK(refusal(ReplyCheck(""), ":1\r\n:2x\r\n") ==
        "a reply was ':2x..' where an integer above 0 should be");
  // The first bytes of the reply came with an earlier read, and are not here to be told.
  const ReplyCheck ok("+OK\r\n");
  std::size_t state = 0;
  CHECK(ok.take("+O", state) == 0);
  CHECK_THROWS_WITH_AS(ok.take("H\r\n", state), "a reply was 'H..' where '+OK' should be",
                       std::runtime_error);
}

}  // namespace
}  // namespace kit::bench
