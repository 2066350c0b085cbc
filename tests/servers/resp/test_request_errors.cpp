// What redis-server 7.0.15 said to each of these, byte for byte, before it closed the connection.
#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "tests/servers/resp/feeding.hpp"

namespace kit::resp {
namespace {

using test::understood_however_cut;

std::string error_of(std::string_view bytes, bool authenticated = true) {
  RequestLimits limits;
  limits.authenticated = authenticated;
  return understood_however_cut(bytes, limits);
}

TEST_CASE("request errors: a count that is none") {
  for (const std::string_view bytes : {"*:\r\n",
                                       "*/\r\n",
                                       "*x\r\n",
                                       "*\r\n",
                                       "*01\r\n",
                                       "*+1\r\n",
                                       "* 1\r\n",
                                       "*1 \r\n",
                                       "*-0\r\n",
                                       "*-\r\n",
                                       "*--1\r\n",
                                       "*x\rY",
                                       "*-01\r\n",
                                       "*1a\r\n",
                                       "*00\r\n",
                                       "*1\n\r\n",
                                       "*2147483648\r\n",
                                       "*9223372036854775807\r\n",
                                       "*9223372036854775808\r\n",
                                       "*99999999999999999999\r\n",
                                       "*18446744073709551617\r\n",
                                       "*-9223372036854775809\r\n"}) {
    CAPTURE(bytes);
    CHECK(error_of(bytes) == "!Protocol error: invalid multibulk length");
  }
}

TEST_CASE("request errors: something else where the length of an argument is expected") {
  CHECK(error_of("*1\r\nPING\r\n") == "!Protocol error: expected '$', got 'P'");
  CHECK(error_of("*1\r\nx\r\n") == "!Protocol error: expected '$', got 'x'");
  CHECK(error_of("*1\r\n*1\r\n") == "!Protocol error: expected '$', got '*'");
  CHECK(error_of("*1\r\n:1\r\n") == "!Protocol error: expected '$', got ':'");
  CHECK(error_of("*1\r\n\xff\r\n") == "!Protocol error: expected '$', got '\xff'");
  CHECK(error_of("*1\r\n\t\r\n") == "!Protocol error: expected '$', got '\t'");
  CHECK(error_of("*2\r\n$1\r\na\r\n1\r\n") == "!Protocol error: expected '$', got '1'");
}

TEST_CASE("request errors: a line end in the text would end the reply, so it is a space") {
  CHECK(error_of("*1\r\n\r\n") == "!Protocol error: expected '$', got ' '");
  CHECK(error_of("*1\r\n\n\r\n") == "!Protocol error: expected '$', got ' '");
}

TEST_CASE("request errors: a length that is none") {
  for (const std::string_view bytes :
       {"*1\r\n$-1\r\n", "*1\r\n$:\r\n", "*1\r\n$x\r\n", "*1\r\n$\r\n", "*1\r\n$04\r\nPING\r\n",
        "*1\r\n$+4\r\nPING\r\n", "*1\r\n$4 \r\nPING\r\n", "*1\r\n$-0\r\n", "*1\r\n$536870913\r\n",
        "*1\r\n$9223372036854775807\r\n", "*1\r\n$99999999999999999999\r\n"}) {
    CAPTURE(bytes);
    CHECK(error_of(bytes) == "!Protocol error: invalid bulk length");
  }
}

TEST_CASE("request errors: a quote without its end, or something behind it") {
  for (const std::string_view bytes :
       {"ECHO \"a\r\n", "ECHO \"a\"b\r\n", "ECHO 'a'b\r\n", "ECHO 'a\r\n", "ECHO a\"b\r\n",
        "ECHO a\"b\"c\r\n", "ECHO \"a\\\r\n", "ECHO 'a\\\r\n", "\"ECHO\" \"a\"\"b\"\r\n",
        "ECHO \"\\\n", "\"\r\n", "ECHO \"a\"\xa0\r\n", "ECHO \"a\"\x85\r\n"}) {
    CAPTURE(bytes);
    CHECK(error_of(bytes) == "!Protocol error: unbalanced quotes in request");
  }
}

TEST_CASE("request errors: commands before the error are understood") {
  CHECK(error_of("PING\r\n*1\r\n$1\r\na\r\n*x\r\n") ==
        "[PING][a]!Protocol error: invalid multibulk length");
}

TEST_CASE("request errors: a stranger may not announce much") {
  CHECK(error_of("*11\r\n", false) == "!Protocol error: unauthenticated multibulk length");
  CHECK(error_of("*1\r\n$16385\r\n", false) == "!Protocol error: unauthenticated bulk length");
  CHECK(error_of("*10\r\n", false) == "(*10\r\n)");
  CHECK(error_of("*1\r\n$16384\r\n", false) == "(*1\r\n$16384\r\n)");
  CHECK(error_of("*-11\r\n", false) == "");
  // Nobody may announce these, so a stranger hears what everybody hears.
  CHECK(error_of("*2147483648\r\n", false) == "!Protocol error: invalid multibulk length");
  CHECK(error_of("*1\r\n$536870913\r\n", false) == "!Protocol error: invalid bulk length");
}

TEST_CASE("request errors: who has just said who they are is no stranger any more") {
  RequestParser parser;
  RequestLimits limits;
  limits.authenticated = false;
  CHECK(parser.parse("AUTH secret\n", limits).status == RequestStatus::command);
  limits.authenticated = true;
  CHECK(parser.parse("*11\r\n", limits).status == RequestStatus::incomplete);
}

TEST_CASE("request errors: the same once more for who asks again") {
  for (const std::string_view bytes : {"*2\r\n$1\r\na\r\n$x\r\n", "*x\r\n", "a \"b\n"}) {
    RequestParser parser;
    const Request first = parser.parse(bytes);
    const std::string error(first.error);
    CHECK(first.status == RequestStatus::error);
    CHECK(parser.parse(bytes).error == error);
  }
}

}  // namespace
}  // namespace kit::resp
