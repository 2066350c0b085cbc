// The echo server on bare sockets: the dialogue of the low-level original, its faults mended.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/e2e/echo_server.hpp"

namespace kit::test {
namespace {

const std::string welcome = "Welcome!\r\n";

std::vector<std::string> sock_echo() { return {KIT_SOCK_ECHO}; }

TEST_CASE("sock_echo: a greeting, then each piece, without white space around it") {
  EchoServer server(sock_echo());
  Client client = server.connect();
  CHECK(client.line() == welcome);
  client.send("Hello\n");
  CHECK(client.line() == "Echo: Hello\r\n");
  client.send("a\nb\n");
  CHECK(client.line() == "Echo: a\n");
  CHECK(client.line() == "b\r\n");
  client.send("\xff\n");  // the original died of it
  CHECK(client.line() == "Echo: \xff\r\n");
  client.finish();
  CHECK(client.rest() == "");
  server.stop();
}

TEST_CASE("sock_echo: a client that resets hurts nobody, and the place is free again") {
  EchoServer server(sock_echo());
  Client calm = server.connect();
  CHECK(calm.line() == welcome);
  for (int i = 0; i < 50; ++i) {
    Client rude = server.connect();
    CHECK(rude.line() == welcome);
    rude.reset();
  }
  calm.send("still here\n");
  CHECK(calm.line() == "Echo: still here\r\n");
  server.stop();
}

TEST_CASE("sock_echo: a stop says goodbye to those who are idle") {
  EchoServer server(sock_echo());
  std::vector<Client> clients;
  for (int i = 0; i < 100; ++i) {
    clients.push_back(server.connect());
    CHECK(clients.back().line() == welcome);
  }
  server.stop();
  for (Client& client : clients) CHECK(client.rest() == "Server is shutting down.\r\n");
}

TEST_CASE("sock_echo: out of descriptors, those who are in are served, and later others") {
  EchoServer server(with_descriptors(16, sock_echo()));
  std::vector<Client> inside;
  while (inside.size() < 3) {
    inside.push_back(server.connect());
    CHECK(inside.back().line() == welcome);
  }
  std::vector<Client> outside;
  for (int i = 0; i < 20; ++i) outside.push_back(server.connect());
  inside.back().send("hi\n");
  CHECK(inside.back().line() == "Echo: hi\r\n");
  inside.clear();
  CHECK(outside.front().line() == welcome);
  outside.clear();
  server.stop();
}

}  // namespace
}  // namespace kit::test
