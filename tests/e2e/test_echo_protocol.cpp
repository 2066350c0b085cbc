// The dialogue of the protocol style, byte for byte, over both servers that speak it: a greeting;
// TIME, HELP and QUIT in any case; "Echo: TEXT" for every other line.
//
// Where Python's server ended a session without a word (a line over the limit, a byte that is no
// UTF-8), this one answers and goes on: lines are bytes, and too long a line is an answer, too.
#include <doctest/doctest.h>

#include <functional>
#include <regex>
#include <string>

#include "tests/e2e/echo_server.hpp"

namespace kit::test {
namespace {

const std::string welcome =
    "Welcome to Echo Server!\r\nCommands: TIME, QUIT, or any text for echo\r\n";
const std::string too_long = "Error: line too long, at most 65536 bytes\r\n";

/// The same dialogue, once by coroutines and once by callbacks.
void over_protocol_servers(const std::function<void(EchoServer&)>& test) {
  for (const auto& command : {echo_command({"--style", "protocol"}), ancestor("async_chat_echo")}) {
    CAPTURE(command.front());
    EchoServer server(command);
    test(server);
    server.stop();
  }
}

TEST_CASE("protocol: a greeting, before the client has said anything") {
  over_protocol_servers([](EchoServer& server) {
    Client client = server.connect();
    CHECK(client.read(welcome.size()) == welcome);
    client.finish();
    CHECK(client.rest() == "");
  });
}

TEST_CASE("protocol: the dialogue, line by line") {
  over_protocol_servers([](EchoServer& server) {
    Client client = server.connect();
    CHECK(client.read(welcome.size()) == welcome);
    const auto say = [&client](std::string_view bytes) {
      client.send(bytes);
      return client.line();
    };
    CHECK(say("hello\n") == "Echo: hello\r\n");
    CHECK(say("help\n") == "Commands: TIME, QUIT, HELP\r\n");
    CHECK(say("  HELP\t\r\n") == "Commands: TIME, QUIT, HELP\r\n");
    CHECK(say("  spaced  out \n") == "Echo: spaced  out\r\n");
    CHECK(say("\n") == "Echo: \r\n");
    CHECK(say("TIME now\n") == "Echo: TIME now\r\n");
    CHECK(say("a\nb\nc\n") == "Echo: a\r\n");
    CHECK(client.line() == "Echo: b\r\n");
    CHECK(client.line() == "Echo: c\r\n");
    CHECK(say("quit\n") == "Goodbye!\r\n");
    CHECK(client.rest() == "");  // the server has said FIN, although the client has not
  });
}

TEST_CASE("protocol: TIME, in local time and with microseconds") {
  over_protocol_servers([](EchoServer& server) {
    Client client = server.connect();
    client.read(welcome.size());
    const std::regex pattern(R"(Server time: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\r\n)");
    for (const char* const spelling : {"TIME\r\n", "time\n", " Time \n"}) {
      client.send(spelling);
      const std::string answer = client.line();
      CAPTURE(answer);
      CHECK(std::regex_match(answer, pattern));
    }
  });
}

TEST_CASE("protocol: QUIT ends the session, whatever was sent behind it") {
  over_protocol_servers([](EchoServer& server) {
    const std::string farewell = welcome + "Goodbye!\r\n";
    CHECK(server.session("QUIT\n") == farewell);
    CHECK(server.session("Quit\r\nmore\nmore\n") == farewell);
    CHECK(server.session("one\nQUIT\nmore\n") == welcome + "Echo: one\r\nGoodbye!\r\n");
    CHECK(server.session("QUIT") == farewell);
    CHECK(server.session("QUITE\n") == welcome + "Echo: QUITE\r\n");
  });
}

TEST_CASE("protocol: a client that goes on sending after QUIT still reads the farewell") {
  over_protocol_servers([](EchoServer& server) {
    Client client = server.connect();
    client.send("QUIT\n");
    // More than any buffer of the server or the system holds without somebody reading.
    client.send(std::string(10'000'000, 'x'));
    CHECK(client.rest() == welcome + "Goodbye!\r\n");
  });
}

TEST_CASE("protocol: the last line is answered, with a line feed or without") {
  over_protocol_servers([](EchoServer& server) {
    CHECK(server.session("") == welcome);
    CHECK(server.session("partial") == welcome + "Echo: partial\r\n");
    CHECK(server.session("one\npartial") == welcome + "Echo: one\r\nEcho: partial\r\n");
  });
}

TEST_CASE("protocol: a line that is too long is answered, and the next one is served") {
  over_protocol_servers([](EchoServer& server) {
    const std::string limit(65'536, 'x');
    CHECK(server.session(limit + "\nhi\n") == welcome + "Echo: " + limit + "\r\nEcho: hi\r\n");
    CHECK(server.session(limit + "x\nhi\n") == welcome + too_long + "Echo: hi\r\n");
    CHECK(server.session(std::string(70'000, 'x') + "\nhi\n") ==
          welcome + too_long + "Echo: hi\r\n");
    CHECK(server.session(std::string(1'000'000, 'x') + "\nhi\n") ==
          welcome + too_long + "Echo: hi\r\n");
    CHECK(server.session(std::string(70'000, 'x')) == welcome + too_long);
  });
}

TEST_CASE("protocol: bytes that are no UTF-8 come back as they are") {
  over_protocol_servers([](EchoServer& server) {
    const std::string zero("a\0b", 3);
    CHECK(server.session("\xff\n\xd0\n" + zero + "\n") ==
          welcome + "Echo: \xff\r\nEcho: \xd0\r\nEcho: " + zero + "\r\n");
  });
}

TEST_CASE("protocol: a line may come in as many pieces as it likes") {
  over_protocol_servers([](EchoServer& server) {
    Client client = server.connect();
    client.read(welcome.size());
    // The answer to the first line shows that what stood behind it has arrived as well.
    client.send("one\nhe");
    CHECK(client.line() == "Echo: one\r\n");
    client.send("llo");
    client.send("\r");
    client.send("\n");
    CHECK(client.line() == "Echo: hello\r\n");
  });
}

}  // namespace
}  // namespace kit::test
