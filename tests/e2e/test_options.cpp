// The common options, each seen from outside.
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "loop/selectors/selector.hpp"
#include "tests/e2e/echo_server.hpp"

namespace kit::test {
namespace {

const std::string busy = "Server is busy. Try again later.\r\n";
const std::string farewell = "Connection timeout. Goodbye!\r\n";

TEST_CASE("options: every selector of this system serves") {
  std::vector<std::string> names = available_selectors();
  names.push_back("auto");
  for (const std::string& name : names) {
    CAPTURE(name);
    EchoServer server(echo_command({"--selector", name}));
    Client one = server.connect();
    Client other = server.connect();
    CHECK(other.echo("other\n") == "other\n");
    CHECK(one.echo("one\n") == "one\n");
    const std::string much(1'000'000, 'x');
    CHECK(server.session(much) == much);
    server.stop();
  }
}

TEST_CASE("options: --host takes numbers of both families, a name, and all interfaces") {
  EchoServer four(echo_command({"--host", "127.0.0.1"}));
  CHECK(four.address() == "127.0.0.1:" + std::to_string(four.port()));
  four.stop();
  for (const std::string host : {"localhost", ""}) {
    CAPTURE(host);
    EchoServer named(echo_command({"--host", host}));
    CHECK(named.session("hello\n") == "hello\n");
    named.stop();
  }
}

TEST_CASE("options: two workers serve on one port") {
  EchoServer server(echo_command({"--workers", "2", "--style", "line"}));
  // The system spreads them; all of them landing on one worker would be odd, but no fault.
  std::vector<Client> clients;
  for (int i = 0; i < 40; ++i) clients.push_back(server.connect());
  for (Client& client : clients) client.send("hello\n");
  for (Client& client : clients) CHECK(client.line() == "Echo: hello\r\n");
  server.stop();
}

TEST_CASE("options: --max-connections, and a word of regret for the others") {
  EchoServer server(echo_command({"--max-connections", "1", "--style", "line"}));
  Client first = server.connect();
  first.send("1\n");
  CHECK(first.line() == "Echo: 1\r\n");
  for (int i = 0; i < 3; ++i) {
    Client second = server.connect();
    CHECK(second.rest() == busy);
  }
  // Also for those who talk: what they send must not turn the regret into a reset.
  Client talker = server.connect();
  talker.send(std::string(1'000'000, 'x'));
  CHECK(talker.rest() == busy);
  first.send("still here\n");
  CHECK(first.line() == "Echo: still here\r\n");
  first.finish();
  CHECK(first.rest() == "");  // now the server has let go of it
  CHECK(server.session("2\n") == "Echo: 2\r\n");
  CHECK(server.session("3\n") == "Echo: 3\r\n");
  server.stop();
}

TEST_CASE("options: --max-connections counts the clients of all workers together") {
  EchoServer server(echo_command({"--max-connections", "2", "--workers", "2", "--style", "line"}));
  std::vector<Client> clients;
  for (int i = 0; i < 2; ++i) {
    clients.push_back(server.connect());
    clients.back().send("hello\n");
    CHECK(clients.back().line() == "Echo: hello\r\n");
  }
  for (int i = 0; i < 10; ++i) CHECK(server.connect().rest() == busy);
  server.stop();
}

TEST_CASE("options: --idle-timeout sends the silent away, and not too early") {
  for (const char* const style : {"raw", "line", "protocol"}) {
    CAPTURE(style);
    EchoServer server(echo_command({"--idle-timeout", "0.2", "--style", style}));
    const auto start = std::chrono::steady_clock::now();
    Client client = server.connect();
    CHECK(client.rest().ends_with(farewell));
    CHECK(std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(200));
    server.stop();
  }
}

TEST_CASE("options: --idle-timeout, after an answer, and in the middle of a line") {
  EchoServer server(echo_command({"--idle-timeout", "0.2", "--style", "line"}));
  Client client = server.connect();
  client.send("hello\nand then not");
  CHECK(client.rest() == "Echo: hello\r\n" + farewell);
  server.stop();
}

TEST_CASE("options: without --idle-timeout nobody is sent away") {
  EchoServer server(echo_command({"--idle-timeout", "0"}));
  Client client = server.connect();
  CHECK(client.echo("hello\n") == "hello\n");
  CHECK(client.peek() == "");
  server.stop();
}

TEST_CASE("options: --debug, --backlog and --log-level off serve as well") {
  EchoServer server(echo_command({"--debug", "--backlog", "1", "--log-level", "off"}));
  for (int i = 0; i < 10; ++i) CHECK(server.session("hello\n") == "hello\n");
  server.process().signal(SIGTERM);
  CHECK(server.process().err_rest() == "");
  CHECK(server.process().wait() == Ending{.status = 0, .signal = 0});
}

}  // namespace
}  // namespace kit::test
