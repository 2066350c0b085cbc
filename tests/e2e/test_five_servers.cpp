// One dialogue of three clients, and five ways to hold it: a blocking server, a table and select,
// callbacks, generators, coroutines. On the wire nobody can tell them apart, but for one thing: the
// first one makes people wait.
#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/e2e/echo_server.hpp"
#include "tests/support/connections.hpp"

namespace kit::test {
namespace {

struct Way {
  std::vector<std::string> command;
  bool serves_many = true;      // at a time
  bool stops_on_signal = true;  // politely
};

std::vector<Way> five_ways() {
  return {
      {.command = ancestor("blocking_echo"), .serves_many = false, .stops_on_signal = false},
      {.command = ancestor("select_echo"), .stops_on_signal = false},
      {.command = ancestor("dispatcher_echo")},
      {.command = ancestor("yield_echo", {"--style", "raw"})},
      {.command = echo_command({"--style", "raw"})},
  };
}

void over_five_ways(const std::function<void(const Way&, EchoServer&)>& test) {
  for (const Way& way : five_ways()) {
    CAPTURE(way.command.front());
    EchoServer server(way.command);
    test(way, server);
    if (way.stops_on_signal) {
      server.stop();
    } else {
      server.process().signal(SIGTERM);
      CHECK(server.process().wait() == Ending{.status = -1, .signal = SIGTERM});
    }
  }
}

TEST_CASE("five servers: three clients, served alike") {
  over_five_ways([](const Way& way, EchoServer& server) {
    Client one = server.connect();
    Client two = server.connect();
    Client three = server.connect();
    one.send("Hello\n");
    two.send("two");
    three.send("three\r\n");
    if (way.serves_many) {
      // The last shall be first: nobody waits for anybody.
      CHECK(three.read(7) == "three\r\n");
      CHECK(two.read(3) == "two");
    }
    CHECK(one.read(6) == "Hello\n");
    CHECK(one.echo("a\r\nb") == "a\r\nb");
    CHECK(one.echo(std::string(20'000, 'z')) == std::string(20'000, 'z'));
    if (!way.serves_many) CHECK(two.peek() == "");  // it is still waiting
    one.finish();
    CHECK(one.rest() == "");

    if (!way.serves_many) CHECK(two.read(3) == "two");
    CHECK(two.echo("still here") == "still here");
    two.reset();
    if (!way.serves_many) CHECK(three.read(7) == "three\r\n");
    CHECK(three.echo("and here") == "and here");
    three.finish();
    CHECK(three.rest() == "");
    CHECK(server.session("one more") == "one more");
  });
}

TEST_CASE("five servers: a client that sends a lot before it reads loses nothing") {
  over_five_ways([](const Way& way, EchoServer& server) {
    Client client = server.connect();
    // As much as fits on the way without the server waiting for us to read: then it is our turn.
    const std::string all = pattern(3'000'000);
    std::string back;
    for (std::size_t sent = 0; sent < all.size();) {
      const std::size_t now = client.send_some(std::string_view(all).substr(sent));
      sent += now;
      if (now == 0) back += client.read(1);
    }
    client.finish();
    back += client.rest();
    CHECK(back.size() == all.size());
    CHECK((back == all));
    if (way.serves_many) CHECK(server.session("next") == "next");
  });
}

TEST_CASE("five servers: what was not sent back yet when the client says FIN still comes") {
  over_five_ways([](const Way& way, EchoServer& server) {
    Client client(server.port(), 4096);  // so that little is on the way
    const std::string much(65'536, 'x');
    std::size_t sent = 0;
    // The server's side is full, too: whatever it has taken, it owes.
    for (std::size_t now = 1; now > 0; sent += now) now = client.send_some(much);
    if (way.serves_many) CHECK(server.session("others") == "others");
    client.finish();
    CHECK(client.rest().size() == sent);
  });
}

}  // namespace
}  // namespace kit::test
