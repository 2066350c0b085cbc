#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "tests/servers/resp/feeding.hpp"

namespace kit::resp {
namespace {

using test::pieces_of;
using test::understood;

/// The same in one piece, byte by byte, and in pieces such as a socket gives.
std::string understood_in_pieces(std::string_view bytes) {
  std::string whole = understood(bytes);
  for (const std::size_t size : {16384, 65536, 65537})
    if (understood(pieces_of(bytes, size)) != whole) return "differs: " + std::to_string(size);
  return whole;
}

/// 64 KiB and no end.
const std::string longest(65536 - 1, '1');

TEST_CASE("request limits: a count line has 64 KiB") {
  CHECK(understood_in_pieces("*" + longest) == "(*" + longest + ")");
  CHECK(understood_in_pieces("*" + longest + "\r\n") ==
        "!Protocol error: invalid multibulk length");
  CHECK(understood_in_pieces("*" + longest + "1") == "!Protocol error: too big mbulk count string");
  CHECK(understood_in_pieces("*" + longest + "1\r\n") ==
        "!Protocol error: too big mbulk count string");
}

TEST_CASE("request limits: a length line has 64 KiB, too") {
  const std::string head = "*2\r\n$4\r\nECHO\r\n$";
  CHECK(understood_in_pieces(head + longest) == "(" + head + longest + ")");
  CHECK(understood_in_pieces(head + longest + "\r\n") == "!Protocol error: invalid bulk length");
  CHECK(understood_in_pieces(head + longest + "1") == "!Protocol error: too big bulk count string");
  CHECK(understood_in_pieces("*1\r\n" + std::string(65537, 'x')) ==
        "!Protocol error: too big bulk count string");
}

TEST_CASE("request limits: a typed line has 64 KiB without its line feed") {
  CHECK(understood_in_pieces("x" + longest) == "(x" + longest + ")");
  CHECK(understood_in_pieces("x" + longest + "\n") == "[x" + longest + "]");
  CHECK(understood_in_pieces(longest + "\r\n") == "[" + longest + "]");
  CHECK(understood_in_pieces("xx" + longest) == "!Protocol error: too big inline request");
  CHECK(understood_in_pieces("xx" + longest + "\n") == "!Protocol error: too big inline request");
}

TEST_CASE("request limits: a line of the longest size, byte by byte") {
  RequestParser parser;
  const std::string line = "x" + longest + "\n";
  for (std::size_t size = 0; size < line.size(); ++size)
    REQUIRE(parser.parse(std::string_view(line).substr(0, size)).status ==
            RequestStatus::incomplete);
  CHECK(parser.parse(line).status == RequestStatus::command);
}

TEST_CASE("request limits: what is announced is not there yet, and costs nothing") {
  CHECK(understood("*2147483647\r\n") == "(*2147483647\r\n)");
  CHECK(understood("*1048577\r\n$536870912\r\n") == "(*1048577\r\n$536870912\r\n)");
}

TEST_CASE("request limits: the longest argument can be set") {
  RequestLimits limits;
  CHECK(limits.bulk == 536870912);
  limits.bulk = 4;
  CHECK(understood("*1\r\n$4\r\nPING\r\n", limits) == "[PING]");
  CHECK(understood("*1\r\n$5\r\nPINGS\r\n", limits) == "!Protocol error: invalid bulk length");
  CHECK(understood("PINGS\r\n", limits) == "[PINGS]");
}

TEST_CASE("request limits: a length near the end of the numbers does not wrap") {
  RequestLimits limits;
  limits.bulk = static_cast<std::size_t>(-1);
  CHECK(understood("*1\r\n$9223372036854775807\r\n", limits) == "(*1\r\n$9223372036854775807\r\n)");
  CHECK(understood("*1\r\n$9223372036854775808\r\n", limits) ==
        "!Protocol error: invalid bulk length");
  CHECK(understood("*1\r\n$-1\r\n", limits) == "!Protocol error: invalid bulk length");
}

TEST_CASE("request limits: a million arguments, a byte at a time") {
  constexpr std::size_t count = 1000000;
  const std::string argument = "$1\r\nx\r\n";
  std::string bytes = "*1000000\r\n";
  for (std::size_t i = 0; i < count; ++i) bytes += argument;
  RequestParser parser;
  std::size_t size = 0;
  Request request = parser.parse({});
  // If each call began at the first argument again, this would take hours.
  while (request.status == RequestStatus::incomplete && size < bytes.size())
    request = parser.parse(std::string_view(bytes).substr(0, ++size));
  CHECK(size == bytes.size());
  CHECK(request.taken == bytes.size());
  REQUIRE(request.arguments.size() == count);
  CHECK(request.arguments.front() == "x");
  CHECK(request.arguments.back() == "x");
}

TEST_CASE("request limits: a long argument in small pieces takes a step for each piece") {
  // In the bytes of the argument there is an end of line at every place: who searched them for one
  // would find it.
  const std::string value(8 << 20, '\r');
  const std::string bytes = "*2\r\n$3\r\nGET\r\n$8388608\r\n" + value + "\r\n";
  RequestParser parser;
  for (std::size_t size = 0; size < bytes.size(); size += 16)
    REQUIRE(parser.parse(std::string_view(bytes).substr(0, size)).status ==
            RequestStatus::incomplete);
  const Request request = parser.parse(bytes);
  REQUIRE(request.arguments.size() == 2);
  CHECK(request.arguments[1] == value);
}

}  // namespace
}  // namespace kit::resp
