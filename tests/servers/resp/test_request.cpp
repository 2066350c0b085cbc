#include "servers/resp/protocol/request.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "tests/servers/resp/feeding.hpp"

namespace kit::resp {
namespace {

using namespace std::string_literals;
using test::pieces_of;
using test::understood;
using test::understood_however_cut;

TEST_CASE("request: an array of strings is a command") {
  CHECK(understood_however_cut("*1\r\n$4\r\nPING\r\n") == "[PING]");
  CHECK(understood_however_cut("*3\r\n$3\r\nSET\r\n$16\r\nkey:000000000001\r\n$3\r\nxyz\r\n") ==
        "[SET|key:000000000001|xyz]");
}

TEST_CASE("request: an argument is any bytes, none included") {
  CHECK(understood_however_cut("*2\r\n$4\r\nECHO\r\n$0\r\n\r\n") == "[ECHO|]");
  CHECK(understood_however_cut("*1\r\n$0\r\n\r\n") == "[]");
  CHECK(understood_however_cut("*2\r\n$7\r\na\r\n\0*1\xff\r\n$1\r\n\n\r\n"s) ==
        "[a\r\n\0*1\xff|\n]"s);
}

TEST_CASE("request: many that came together are taken one by one") {
  CHECK(
      understood_however_cut("*1\r\n$4\r\nPING\r\nPING\n*2\r\n$3\r\nGET\r\n$1\r\na\r\nQUIT\r\n") ==
      "[PING][PING][GET|a][QUIT]");
}

TEST_CASE("request: one call takes one command") {
  RequestParser parser;
  const std::string_view bytes = "*1\r\n$1\r\na\r\n*1\r\n$2\r\nbc\r\n";
  const Request first = parser.parse(bytes);
  CHECK(first.status == RequestStatus::command);
  CHECK(first.taken == 11);
  const Request second = parser.parse(bytes.substr(first.taken));
  CHECK(second.taken == 12);
  REQUIRE(second.arguments.size() == 1);
  CHECK(second.arguments[0] == "bc");
}

TEST_CASE("request: arguments of an array lie in the bytes that were given") {
  RequestParser parser;
  const std::string_view bytes = "*1\r\n$4\r\nPING\r\n";
  const Request request = parser.parse(bytes);
  REQUIRE(request.arguments.size() == 1);
  CHECK(static_cast<const void*>(request.arguments[0].data()) == bytes.data() + 8);
}

TEST_CASE("request: what holds no arguments is taken and not mentioned") {
  CHECK(understood_however_cut("*0\r\n*1\r\n$4\r\nPING\r\n") == "[PING]");
  CHECK(understood_however_cut("*-1\r\nPING\r\n") == "[PING]");
  CHECK(understood_however_cut("*-9223372036854775808\r\nPING\r\n") == "[PING]");
  CHECK(understood_however_cut("\n\r\n \t \r\n\r\r\nPING\n") == "[PING]");
}

TEST_CASE("request: a client that sends nothing but empty requests does not fill the buffer") {
  RequestParser parser;
  const Request request = parser.parse("*0\r\n\r\n*-1\r\n\n*2\r\n$1");
  CHECK(request.status == RequestStatus::incomplete);
  CHECK(request.taken == 12);
  CHECK(parser.parse("*2\r\n$1\r\na\r\n$1\r\nb\r\n").arguments.size() == 2);
}

TEST_CASE("request: nothing is incomplete") {
  RequestParser parser;
  CHECK(parser.parse("").status == RequestStatus::incomplete);
  CHECK(parser.parse("").taken == 0);
}

TEST_CASE("request: what is half there stays, and what has been found of it") {
  CHECK(understood_however_cut("PING\r\n*2\r\n$4\r\nECHO\r\n$2\r\nhi\r") ==
        "[PING](*2\r\n$4\r\nECHO\r\n$2\r\nhi\r)");
  CHECK(understood_however_cut("PIN") == "(PIN)");
}

TEST_CASE("request: two bytes end an argument, and one follows a header's \\r, whatever they are") {
  CHECK(understood_however_cut("*1\rX$4\rYPINGZZPING\r\n") == "[PING][PING]");
}

TEST_CASE("request: a line feed alone does not end a header") {
  CHECK(understood_however_cut("*1\n$4\nPING\n") == "(*1\n$4\nPING\n)");
}

TEST_CASE("request: a typed line ends with a line feed; a carriage return is white space") {
  CHECK(understood_however_cut("PING\n") == "[PING]");
  CHECK(understood_however_cut("PING\r\n") == "[PING]");
  CHECK(understood_however_cut("ECHO a\rb\n") == "[ECHO|a|b]");
  CHECK(understood_however_cut("$4\r\nPING\r\n") == "[$4][PING]");
}

TEST_CASE("request: a typed line with quotes") {
  CHECK(understood_however_cut("SET a \"b c\\n\\x41\" 'd\\'e'\r\nPING\n") ==
        "[SET|a|b c\nA|d'e][PING]");
}

TEST_CASE("request: a zero byte is a byte like others") {
  CHECK(understood_however_cut("ECHO a\0b\r\n"s) == "[ECHO|a\0b]"s);
  CHECK(understood_however_cut("*\0001\r\n"s) == "!Protocol error: invalid multibulk length");
}

TEST_CASE("request: a command after one of many arguments has its own alone") {
  std::string bytes = "*5000\r\n";
  std::string expected = "[";
  for (int i = 0; i < 5000; ++i) {
    bytes += "$1\r\na\r\n";
    expected += i == 0 ? "a" : "|a";
  }
  bytes += "*1\r\n$1\r\nb\r\nc\n";
  expected += "][b][c]";
  CHECK(understood(bytes) == expected);
  CHECK(understood(pieces_of(bytes, 997)) == expected);
}

}  // namespace
}  // namespace kit::resp
