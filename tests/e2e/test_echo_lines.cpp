// The line style: "Echo: TEXT" and CRLF for each line, and no greeting.
#include <doctest/doctest.h>

#include <string>

#include "tests/e2e/echo_server.hpp"

namespace kit::test {
namespace {

TEST_CASE("line: each line is answered, without white space at its ends") {
  EchoServer server("line");
  CHECK(server.session("") == "");
  CHECK(server.session("hello\n") == "Echo: hello\r\n");
  CHECK(server.session("a\r\nb\n\nc") == "Echo: a\r\nEcho: b\r\nEcho: \r\nEcho: c\r\n");
  CHECK(server.session(" \t spaced  out \v\f \r\n") == "Echo: spaced  out\r\n");
  CHECK(server.session("\xff\n") == "Echo: \xff\r\n");
  server.stop();
}

TEST_CASE("line: the words of the protocol mean nothing here") {
  EchoServer server("line");
  CHECK(server.session("QUIT\nTIME\nHELP\n") == "Echo: QUIT\r\nEcho: TIME\r\nEcho: HELP\r\n");
  server.stop();
}

TEST_CASE("line: an answer comes at once, not when more is sent") {
  EchoServer server("line");
  Client client = server.connect();
  for (const char* const word : {"one", "two", "three"}) {
    client.send(std::string(word) + "\n");
    CHECK(client.line() == "Echo: " + std::string(word) + "\r\n");
  }
  server.stop();
}

TEST_CASE("line: too long a line is answered, and the next one is served") {
  EchoServer server("line");
  const std::string too_long = "Error: line too long, at most 65536 bytes\r\n";
  for (const std::size_t size : {70'000u, 1'000'000u})
    CHECK(server.session("a\n" + std::string(size, 'x') + "\nhi\n") ==
          "Echo: a\r\n" + too_long + "Echo: hi\r\n");
  server.stop();
}

TEST_CASE("line: ten thousand lines in one go are ten thousand answers in order") {
  EchoServer server("line");
  std::string lines;
  std::string answers;
  for (int i = 0; i < 10'000; ++i) {
    lines += "line " + std::to_string(i) + "\n";
    answers += "Echo: line " + std::to_string(i) + "\r\n";
  }
  CHECK(server.session(lines) == answers);
  server.stop();
}

}  // namespace
}  // namespace kit::test
