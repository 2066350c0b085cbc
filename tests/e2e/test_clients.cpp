// Many clients, of all manners: the slow, the silent and the rude are nobody else's trouble.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/e2e/echo_server.hpp"

namespace kit::test {
namespace {

/// Sends until the buffers on the way are full, and nobody reads what comes back.
void stuff(Client& client) {
  const std::string much(1 << 16, 'x');
  while (client.send_some(much) > 0) continue;
}

TEST_CASE("clients: fifty at once, answered in any order") {
  EchoServer server("line");
  std::vector<Client> clients;
  for (int i = 0; i < 50; ++i) clients.push_back(server.connect());
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < clients.size(); ++i)
      clients[i].send("client " + std::to_string(i) + "\n");
    for (std::size_t i = clients.size(); i-- > 0;)
      CHECK(clients[i].line() == "Echo: client " + std::to_string(i) + "\r\n");
  }
  server.stop();
}

TEST_CASE("clients: who says nothing, half a line, or does not read, hinders nobody") {
  EchoServer server("raw");
  Client silent = server.connect();
  Client half = server.connect();
  half.send("hal");
  Client deaf(server.port(), 4096);
  stuff(deaf);
  Client client = server.connect();
  for (int i = 0; i < 100; ++i) CHECK(client.echo("hello\n") == "hello\n");
  // And they are clients still.
  CHECK(half.read(3) == "hal");
  CHECK(silent.echo("awake\n") == "awake\n");
  deaf.finish();
  CHECK(deaf.rest().find_first_not_of('x') == std::string::npos);
  server.stop();
}

TEST_CASE("clients: a reset leaves the server alive, and it does not complain") {
  for (const char* const style : {"raw", "line", "protocol"}) {
    CAPTURE(style);
    EchoServer server(style);
    Client idle = server.connect();
    Client answered = server.connect();
    answered.send("hello\n");
    answered.line();  // in the protocol this is the greeting, and the answer stays unread
    Client deaf(server.port(), 4096);
    stuff(deaf);
    Client in_the_backlog = server.connect();
    in_the_backlog.send("hello\n");
    in_the_backlog.reset();
    idle.reset();
    answered.reset();
    deaf.reset();
    CHECK(server.session("hello\n").ends_with("hello" + std::string(style[0] == 'r' ? "" : "\r") +
                                              "\n"));
    server.stop();
  }
}

TEST_CASE("clients: a client that leaves without reading its answers is no news either") {
  EchoServer server("line");
  for (int i = 0; i < 20; ++i) {
    Client client = server.connect();
    client.send("one\ntwo\n");
    client.leave();
  }
  CHECK(server.session("hello\n") == "Echo: hello\r\n");
  server.stop();
}

TEST_CASE("clients: a descriptor is given back, however its client left") {
  // The server has room for a few. If each client cost one for good, it would soon complain.
  EchoServer server(with_descriptors(24, echo_command({"--style", "protocol"})));
  for (int i = 0; i < 30; ++i) {
    CHECK(server.session("hello\n").ends_with("Echo: hello\r\n"));  // the client was first
    Client quits = server.connect();
    quits.send("QUIT\n");
    CHECK(quits.rest().ends_with("Goodbye!\r\n"));  // the server was first
    quits.leave();
    Client rude = server.connect();
    rude.line();
    rude.reset();
  }
  server.stop();
}

}  // namespace
}  // namespace kit::test
