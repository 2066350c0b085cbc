// The servers that came before, byte for byte as their originals where those were sound
// (asyncore's echo, the GOT: echo of the generator scheduler), and better where they were not.
#include <doctest/doctest.h>

#include <exception>
#include <string>
#include <vector>

#include "loop/selectors/selector.hpp"
#include "tests/e2e/echo_server.hpp"

namespace kit::test {
namespace {

TEST_CASE("got: the prefix, and the bytes as they came") {
  EchoServer server(ancestor("yield_echo"));
  Client one = server.connect();
  Client two = server.connect();
  one.send("Hello\n");
  CHECK(one.read(10) == "GOT:Hello\n");
  one.send("World\n");
  CHECK(one.read(10) == "GOT:World\n");
  two.send("two\r\n");
  CHECK(two.read(9) == "GOT:two\r\n");
  two.finish();
  CHECK(two.rest() == "");
  server.stop();
}

TEST_CASE("got: one prefix for each thousand bytes, and nothing is lost between them") {
  EchoServer server(ancestor("yield_echo"));
  Client client = server.connect();
  client.send(std::string(1500, 'x'));
  CHECK(client.read(1508) == "GOT:" + std::string(1000, 'x') + "GOT:" + std::string(500, 'x'));
  client.send(std::string(2500, 'y'));
  const std::string thousand = "GOT:" + std::string(1000, 'y');
  CHECK(client.read(2512) == thousand + thousand + "GOT:" + std::string(500, 'y'));
  server.stop();
}

TEST_CASE("got: what it prints, and port 25000 unless told otherwise") {
  EchoServer server(ancestor("yield_echo"));
  CHECK(server.session("Hello\n") == "GOT:Hello\n");
  CHECK(server.process().out_line().value_or("").starts_with("Connection from 127.0.0.1:"));
  CHECK(server.process().out_line() == "Connection closed");
  CHECK(server.process().out_line() == "Task done");
  server.stop();
  const Outcome help({ancestor_program("yield_echo"), "--help"});
  CHECK(help.out.find("=25000") != std::string::npos);
}

TEST_CASE("G06: a client's reset ends its own routine and no other") {
  EchoServer server(ancestor("yield_echo"));
  Client witness = server.connect();
  for (int i = 0; i < 20; ++i) {
    Client rude = server.connect();
    rude.send("Hello\n");
    rude.read(4);
    rude.reset();
    witness.send("Hello\n");
    CHECK(witness.read(10) == "GOT:Hello\n");
  }
  server.stop();
}

TEST_CASE("dispatcher: says who comes, and 8080 is its port") {
  EchoServer server(ancestor("dispatcher_echo"));
  CHECK(server.session("a\r\nb") == "a\r\nb");
  CHECK(
      server.process().out_line().value_or("").starts_with("Incoming connection from 127.0.0.1:"));
  server.stop();
  const Outcome help({ancestor_program("dispatcher_echo"), "--help"});
  CHECK(help.out.find("=8080") != std::string::npos);
}

/// Served, or shown out at once: nobody is left hanging.
bool is_served(Client& client) {
  try {
    client.send("hello\n");
    return client.read(6) == "hello\n";
  } catch (const std::exception&) {  // shown out before it has said hello: a reset
    return false;
  }
}

/// Whoever waits with select has no room for more than 1024 numbers; the others have.
std::vector<std::vector<std::string>> over_selectors(const std::string& selector) {
  return {ancestor("dispatcher_echo", {"--selector", selector}),
          ancestor("yield_echo", {"--style", "raw", "--selector", selector})};
}

TEST_CASE("ancestors: a thousand connections under poll, all served") {
  for (const std::vector<std::string>& command : over_selectors("poll")) {
    CAPTURE(command.front());
    EchoServer server(command);
    std::vector<Client> clients;
    while (clients.size() < 1000) {
      clients.push_back(server.connect());
      CHECK(is_served(clients.back()));  // so that the next one does not find a full backlog
    }
    for (Client& client : clients) client.send("hello\n");
    for (std::size_t i = clients.size(); i-- > 0;) CHECK(clients[i].read(6) == "hello\n");
    for (Client& client : clients) CHECK(client.echo("again\n") == "again\n");
    server.stop();
  }
}

TEST_CASE("Q08: select refuses descriptor 1024 with a clear error, and serves the others") {
  std::vector<std::vector<std::string>> commands = over_selectors("select");
  commands.push_back(ancestor("select_echo"));
  for (const std::vector<std::string>& command : commands) {
    CAPTURE(command.front());
    EchoServer server(with_descriptors(2000, command));
    std::vector<Client> clients;
    for (int refused = 0; refused < 10;) {
      clients.push_back(server.connect());
      if (is_served(clients.back())) continue;
      clients.pop_back();
      ++refused;
    }
    CHECK(clients.size() > 1000);
    CHECK(clients.size() < 1024);
    for (Client& client : clients) CHECK(client.echo("again\n") == "again\n");
    // One place is free again, for one more.
    clients.front().finish();
    CHECK(clients.front().rest() == "");
    CHECK(server.session("late") == "late");
    server.process().signal(SIGTERM);
    server.process().wait();
    const std::string said = server.process().out_rest() + server.process().err_rest();
    CHECK(said.find("select() takes descriptors below 1024, this one is 1024") !=
          std::string::npos);
  }
}

TEST_CASE("ancestors: out of descriptors, they go on") {
  for (const std::string name : {"select_echo", "dispatcher_echo", "yield_echo"}) {
    CAPTURE(name);
    EchoServer server(with_descriptors(24, ancestor(name)));
    const std::string prefix = name == "yield_echo" ? "GOT:" : "";
    Client old = server.connect();
    const auto served = [&](Client& client) {
      client.send("hello\n");
      return client.read(prefix.size() + 6) == prefix + "hello\n";
    };
    CHECK(served(old));
    std::vector<Client> clients;  // more than there are descriptors
    for (int i = 0; i < 40; ++i) clients.push_back(server.connect());
    for (int i = 0; i < 100; ++i) CHECK(served(old));
    // All of them leave; then there is room again.
    clients.clear();
    Client late = server.connect();
    CHECK(served(late));
    CHECK(served(old));
    server.process().signal(SIGTERM);
    server.process().wait();
  }
}

TEST_CASE("ancestors: they listen at one place of the network, and say so") {
  for (const char* const name :
       {"blocking_echo", "select_echo", "dispatcher_echo", "yield_echo", "async_chat_echo"}) {
    for (const std::string host : {"", "/tmp/kit-never-made.sock", "unix:x", "./x"}) {
      CAPTURE(name);
      CAPTURE(host);
      const Outcome outcome(ancestor(name, {"--host", host}));
      CHECK(outcome.ending == Ending{.status = 2, .signal = 0});
      CHECK(outcome.out == "");
      CHECK(outcome.err.find("--host") != std::string::npos);
      CHECK(outcome.err.find("'" + host + "' is not a number or a name") != std::string::npos);
    }
  }
}

TEST_CASE("ancestors: bad arguments, a port in use, the help") {
  for (const char* const name :
       {"blocking_echo", "select_echo", "dispatcher_echo", "yield_echo", "async_chat_echo"}) {
    CAPTURE(name);
    EchoServer server(ancestor(name));
    const std::string port = std::to_string(server.port());
    const Outcome taken({ancestor_program(name), "--port", port});
    CHECK(taken.ending == Ending{.status = 1, .signal = 0});
    CHECK(taken.err.find("Address already in use (choose another --port or --host)") !=
          std::string::npos);
    CHECK(Outcome({ancestor_program(name), "--port", "70000"}).ending.status == 2);
    CHECK(Outcome({ancestor_program(name), "--prot", "7000"}).ending.status == 2);
    CHECK(Outcome({ancestor_program(name), "--help"}).ending.status == 0);
  }
}

}  // namespace
}  // namespace kit::test
