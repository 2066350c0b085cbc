// What a server tells about itself: SIGQUIT, KIT_DEBUG.
#include <doctest/doctest.h>

#include <signal.h>

#include <string>
#include <vector>

#include "tests/e2e/echo_server.hpp"

namespace kit::test {
namespace {

/// The next lines on stderr through one that contains `last`.
std::string said_until(EchoServer& server, const std::string& last) {
  std::string text;
  while (const std::optional<std::string> line = server.process().err_line()) {
    text += *line + "\n";
    if (line->find(last) != line->npos) return text;
  }
  FAIL("never came: ", last, " but this: ", text);
  return text;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

TEST_CASE("E12: on SIGQUIT a server shows what every task waits for and where, and goes on") {
  EchoServer server("line");
  std::vector<Client> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(server.connect());
    clients.back().send("hello\n");
    CHECK(clients.back().line() == "Echo: hello\r\n");
  }
  for (int times = 0; times < 2; ++times) {
    server.process().signal(SIGQUIT);
    const std::string text = said_until(server, "and 2 more there");
    INFO(text);
    CHECK(text.starts_with("4 tasks\nTask-1 waits until the server is closed\n"));
    CHECK(has(text, "    kit::serve_until_closed at "));
    CHECK(has(text, " waits for data from 127.0.0.1:"));
    CHECK(has(text, "    kit::echo_lines at "));
    CHECK(has(text, "servers/echo/styles.cpp:"));
  }
  clients.front().send("still here\n");
  CHECK(clients.front().line() == "Echo: still here\r\n");
  server.stop();
}

TEST_CASE("E12: each worker shows its own tasks") {
  EchoServer server(echo_command({"--workers", "2"}));
  server.process().signal(SIGQUIT);
  const std::string one = said_until(server, "serve_until_closed");
  const std::string all = one + said_until(server, "serve_until_closed");
  CHECK(has(all, "worker 1: 1 task\n"));
  CHECK(has(all, "worker 2: 1 task\n"));
  server.stop();
}

TEST_CASE("E13: in debug mode, too, each worker runs in a thread of its own") {
  EchoServer server(echo_command({"--workers", "2", "--debug", "--style", "raw"}));
  for (int i = 0; i < 10; ++i) {  // the system shares them out
    Client client = server.connect();
    client.send("hello\n");
    CHECK(client.line() == "hello\n");
  }
  server.stop();
}

TEST_CASE("E12: a server that takes its time to stop still shows who it waits for") {
  EchoServer server("line");
  Client client = server.connect();
  client.send("hello\n");
  CHECK(client.line() == "Echo: hello\r\n");
  Client slow(server.port(), 4096);  // sends a lot, and does not read
  const std::string lines(65'536, '\n');
  for (int quiet = 0; quiet < 100;) {  // until the server has stopped reading, too
    quiet = slow.send_some(lines) > 0 ? 0 : quiet + 1;
    client.send("x\n");
    CHECK(client.line() == "Echo: x\r\n");
  }
  server.process().signal(SIGTERM);
  (void)said_until(server, "stopping: ");
  server.process().signal(SIGQUIT);
  const std::string text = said_until(server, " bytes unsent");
  INFO(text);
  CHECK(has(text, " bytes are unsent\n    kit::answer_lines at "));
  CHECK(has(text, "\nstream to 127.0.0.1:"));
  server.process().signal(SIGTERM);  // the second one ends it
  CHECK(server.process().wait() == Ending{.status = -1, .signal = SIGTERM});
}

TEST_CASE("stop: a second signal ends the server at once, also with a SIGQUIT between the two") {
  EchoServer server("line");
  Client client = server.connect();
  client.send("hello\n");
  CHECK(client.line() == "Echo: hello\r\n");
  server.process().signal(SIGSTOP);  // so that it finds all three when it goes on
  for (const int signal : {SIGTERM, SIGQUIT, SIGINT}) server.process().signal(signal);
  server.process().signal(SIGCONT);
  CHECK(server.process().wait().status == -1);
}

}  // namespace
}  // namespace kit::test
