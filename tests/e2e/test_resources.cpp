// When the system has no more to give: no room in a pipe, no descriptors.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/e2e/echo_server.hpp"
#include "tests/support/folder.hpp"

namespace kit::test {
namespace {

/// Clients who come, and leave in a way that is worth a line at log level debug; and one who stays.
void make_the_server_talk(const EchoServer& server, int clients) {
  Client witness = server.connect();
  for (int i = 0; i < clients; ++i) {
    Client rude = server.connect();
    CHECK(rude.echo("hello\n") == "hello\n");
    rude.reset();
    CHECK(witness.echo("still here\n") == "still here\n");
  }
}

TEST_CASE("resources: a full pipe that nobody reads does not stop the server") {
  Pipe pipe;
  pipe.fill();
  EchoServer server(echo_command({"--log-level", "debug"}), {.err = pipe.in.get()});
  make_the_server_talk(server, 100);
  server.process().signal(SIGTERM);
  CHECK(server.process().wait() == Ending{.status = 0, .signal = 0});
}

TEST_CASE("resources: a full stdout that nobody reads does not stop the server either") {
  const Folder folder;
  const std::string path = folder / "echo";
  Pipe pipe;
  pipe.fill();
  // Both, as with 2>&1: not even the line that says where it listens gets out.
  Process server(echo_command({"--host", path, "--log-level", "debug"}),
                 {.out = pipe.in.get(), .err = pipe.in.get()});
  Client client = connect_when_listening(Address::unix_path(path));
  for (int i = 0; i < 100; ++i) CHECK(client.echo("hello\n") == "hello\n");
  client.finish();
  CHECK(client.rest() == "");
  server.signal(SIGTERM);
  CHECK(server.wait() == Ending{.status = 0, .signal = 0});
}

TEST_CASE("resources: a reader of stderr that is gone does not stop the server either") {
  EchoServer server(echo_command({"--log-level", "debug"}));
  server.process().close_err();
  make_the_server_talk(server, 50);
  server.process().signal(SIGTERM);
  CHECK(server.process().wait() == Ending{.status = 0, .signal = 0});
}

TEST_CASE("resources: out of descriptors is said once, hurts nobody, and passes") {
  EchoServer server(with_descriptors(32, echo_command()));
  Client old = server.connect();
  CHECK(old.echo("hello\n") == "hello\n");
  std::vector<Client> clients;  // more than there are descriptors: the last ones have to wait
  for (int i = 0; i < 30; ++i) clients.push_back(server.connect());
  for (Client& client : clients) client.send("me too\n");
  const std::string report = server.process().err_line().value_or("");
  CHECK(report.find("out of system resource") != std::string::npos);
  // Those who are in are served all the while.
  CHECK(clients.front().read(7) == "me too\n");
  for (int i = 0; i < 200; ++i) CHECK(old.echo("hello\n") == "hello\n");
  // Each one who leaves makes room for one who waits.
  for (Client& client : clients) client.finish();
  CHECK(clients.front().rest() == "");
  for (std::size_t i = 1; i < clients.size(); ++i) CHECK(clients[i].rest() == "me too\n");
  CHECK(server.session("new\n") == "new\n");
  CHECK(old.echo("hello\n") == "hello\n");
  server.process().signal(SIGTERM);
  CHECK(server.complaints().find("out of system resource") == std::string::npos);
  CHECK(server.process().wait() == Ending{.status = 0, .signal = 0});
}

}  // namespace
}  // namespace kit::test
