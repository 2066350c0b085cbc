// What redis-server 7.0.15 sent for each, in both versions (DEBUG PROTOCOL, and commands).
#include "servers/resp/protocol/reply.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

namespace kit::resp {
namespace {

using namespace std::string_literals;

/// What `write` writes in version 2.
template <class Write>
std::string in_2(Write write) {
  std::string out;
  ReplyWriter writer(out);
  write(writer);
  return out;
}

/// What `write` writes in version 3.
template <class Write>
std::string in_3(Write write) {
  std::string out;
  ReplyWriter writer(out, Version::resp3);
  write(writer);
  return out;
}

/// In both versions the same.
template <class Write>
std::string in_both(Write write) {
  const std::string two = in_2(write);
  return two == in_3(write) ? two : "differs";
}

TEST_CASE("reply: lines, integers, strings and arrays are the same in both versions") {
  CHECK(in_both([](ReplyWriter& reply) { reply.simple("OK"); }) == "+OK\r\n");
  CHECK(in_both([](ReplyWriter& reply) { reply.simple(""); }) == "+\r\n");
  CHECK(in_both([](ReplyWriter& reply) { reply.error("ERR syntax error"); }) ==
        "-ERR syntax error\r\n");
  CHECK(in_both([](ReplyWriter& reply) { reply.integer(12345); }) == ":12345\r\n");
  CHECK(in_both([](ReplyWriter& reply) { reply.bulk("Hello World"); }) == "$11\r\nHello World\r\n");
  CHECK(in_both([](ReplyWriter& reply) { reply.bulk(""); }) == "$0\r\n\r\n");
  CHECK(in_both([](ReplyWriter& reply) { reply.bulk("a\r\n\0"s); }) == "$4\r\na\r\n\0\r\n"s);
  CHECK(in_both([](ReplyWriter& reply) { reply.array(3); }) == "*3\r\n");
  CHECK(in_both([](ReplyWriter& reply) { reply.array(0); }) == "*0\r\n");
}

TEST_CASE("reply: integers to the ends of 64 bits") {
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();
  CHECK(in_2([](ReplyWriter& reply) { reply.integer(0); }) == ":0\r\n");
  CHECK(in_2([](ReplyWriter& reply) { reply.integer(least); }) == ":-9223372036854775808\r\n");
  CHECK(in_2([](ReplyWriter& reply) { reply.integer(greatest); }) == ":9223372036854775807\r\n");
}

TEST_CASE("reply: a line end in a line is a space: nobody can put a second reply into it") {
  CHECK(in_2([](ReplyWriter& reply) { reply.error("ERR a\r\nb\r\n"); }) == "-ERR a  b  \r\n");
  CHECK(in_2([](ReplyWriter& reply) { reply.simple("\n+b\r"); }) == "+ +b \r\n");
  CHECK(in_3([](ReplyWriter& reply) { reply.big_number("1\r\n2"); }) == "(1  2\r\n");
  // What stands before it stays as it is.
  CHECK(in_2([](ReplyWriter& reply) {
          reply.simple("OK");
          reply.error("ERR a\nb");
        }) == "+OK\r\n-ERR a b\r\n");
}

TEST_CASE("reply: nothing") {
  CHECK(in_2([](ReplyWriter& reply) { reply.null(); }) == "$-1\r\n");
  CHECK(in_3([](ReplyWriter& reply) { reply.null(); }) == "_\r\n");
  CHECK(in_2([](ReplyWriter& reply) { reply.null_array(); }) == "*-1\r\n");
  CHECK(in_3([](ReplyWriter& reply) { reply.null_array(); }) == "_\r\n");
}

TEST_CASE("reply: a map counts pairs in version 3, and what is in it in version 2") {
  const auto write = [](ReplyWriter& reply) {
    reply.map(2);
    for (const char* text : {"a", "b"}) {
      reply.bulk(text);
      reply.boolean(*text == 'a');
    }
  };
  CHECK(in_2(write) == "*4\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n:0\r\n");
  CHECK(in_3(write) == "%2\r\n$1\r\na\r\n#t\r\n$1\r\nb\r\n#f\r\n");
}

TEST_CASE("reply: sets and pushes") {
  CHECK(in_2([](ReplyWriter& reply) { reply.set(3); }) == "*3\r\n");
  CHECK(in_3([](ReplyWriter& reply) { reply.set(3); }) == "~3\r\n");
  CHECK(in_2([](ReplyWriter& reply) { reply.push(3); }) == "*3\r\n");
  CHECK(in_3([](ReplyWriter& reply) { reply.push(3); }) == ">3\r\n");
}

TEST_CASE("reply: doubles") {
  CHECK(in_2([](ReplyWriter& reply) { reply.number(3.141); }) == "$5\r\n3.141\r\n");
  CHECK(in_3([](ReplyWriter& reply) { reply.number(3.141); }) == ",3.141\r\n");
  CHECK(in_2([](ReplyWriter& reply) { reply.number(7); }) == "$1\r\n7\r\n");
  CHECK(in_3([](ReplyWriter& reply) { reply.number(1e17); }) == ",1e+17\r\n");
  CHECK(in_2([](ReplyWriter& reply) { reply.number(-HUGE_VAL); }) == "$4\r\n-inf\r\n");
  CHECK(in_3([](ReplyWriter& reply) { reply.number(HUGE_VAL); }) == ",inf\r\n");
}

TEST_CASE("reply: booleans") {
  CHECK(in_2([](ReplyWriter& reply) { reply.boolean(true); }) == ":1\r\n");
  CHECK(in_2([](ReplyWriter& reply) { reply.boolean(false); }) == ":0\r\n");
  CHECK(in_3([](ReplyWriter& reply) { reply.boolean(true); }) == "#t\r\n");
  CHECK(in_3([](ReplyWriter& reply) { reply.boolean(false); }) == "#f\r\n");
}

TEST_CASE("reply: big numbers") {
  const auto write = [](ReplyWriter& reply) {
    reply.big_number("1234567999999999999999999999999999999");
  };
  CHECK(in_2(write) == "$37\r\n1234567999999999999999999999999999999\r\n");
  CHECK(in_3(write) == "(1234567999999999999999999999999999999\r\n");
}

TEST_CASE("reply: verbatim text says its format and counts it") {
  const auto write = [](ReplyWriter& reply) { reply.verbatim("This is a verbatim\nstring"); };
  CHECK(in_2(write) == "$25\r\nThis is a verbatim\nstring\r\n");
  CHECK(in_3(write) == "=29\r\ntxt:This is a verbatim\nstring\r\n");
  CHECK(in_3([](ReplyWriter& reply) { reply.verbatim("", "mkd"); }) == "=4\r\nmkd:\r\n");
}

TEST_CASE("reply: the version changes between two replies") {
  std::string out;
  ReplyWriter writer(out);
  CHECK(writer.version() == Version::resp2);
  writer.null();
  writer.set_version(Version::resp3);
  CHECK(writer.version() == Version::resp3);
  writer.null();
  writer.set_version(Version::resp2);
  writer.null();
  CHECK(out == "$-1\r\n_\r\n$-1\r\n");
}

}  // namespace
}  // namespace kit::resp
