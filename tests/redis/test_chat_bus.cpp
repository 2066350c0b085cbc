// chat --bus, as people start it, on real servers that are killed and come back.
#include <doctest/doctest.h>
#include <signal.h>

#include <optional>
#include <string>
#include <vector>

#include "servers/chat/bus.hpp"
#include "tests/redis/needs.hpp"
#include "tests/redis/servers.hpp"
#include "tests/support/client.hpp"

namespace kit::test {
namespace {

const std::string prompt = "Enter your name: ";

std::string joined(const std::string& name) { return "*** " + name + " joined the chat ***\r\n"; }
std::string left(const std::string& name) { return "*** " + name + " left the chat ***\r\n"; }

/// A chat on that bus, and it has joined it.
class ChatOnBus {
 public:
  ChatOnBus(const RespServer& bus, const std::string& room, int loops = 1)
      : process_(command(bus, room, loops)), port_(port_in(process_.out_line().value_or(""))) {
    wait_for_bus(loops);
  }

  Process& process() { return process_; }

  /// Until each of its loops has joined the bus, now or again.
  void wait_for_bus(int loops) {
    while (loops > 0) {
      const std::optional<std::string> line = process_.err_line();
      REQUIRE(line);
      if (line->find("joined the bus") != line->npos) --loops;
    }
  }

  Client enter(const std::string& name) {
    Client client(port_);
    CHECK(client.read(prompt.size()) == prompt);
    client.send(name + "\n");
    CHECK(client.line() == joined(name));
    return client;
  }

  void stop() {
    process_.signal(SIGTERM);
    CHECK(process_.wait() == Ending{.status = 0, .signal = 0});
  }

 private:
  static std::vector<std::string> command(const RespServer& bus, const std::string& room,
                                          int loops) {
    return {KIT_SERVERS "/chat",
            "--port",
            "0",
            "--bus",
            "redis://127.0.0.1:" + std::to_string(bus.port()),
            "--room",
            room,
            "--workers",
            std::to_string(loops)};
  }

  Process process_;
  std::uint16_t port_;
};

/// Each of them hears that next.
void hear(const std::vector<Client*>& all, std::string_view line) {
  for (Client* each : all) CHECK(each->line() == line);
}

/// Whose news of coming was on its way when another one came is heard of late. After this, nothing
/// is on its way: each has heard the last word of each.
void settle(const std::vector<Client*>& all) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string word = "this is number " + std::to_string(i);
    all[i]->send(word + "\n");
    for (Client* each : all)
      while (each != all[i] && !each->line().ends_with(": " + word + "\r\n")) continue;
  }
}

void try_conversation(Make make) {
  const RespServer bus(make);
  ChatOnBus kitchen(bus, "kitchen");
  ChatOnBus attic(bus, "attic");
  ChatOnBus cellar(bus, "cellar");
  Client alice = kitchen.enter("Alice");
  Client bob = attic.enter("Bob");
  CHECK(alice.line() == joined("Bob@attic"));
  Client carol = cellar.enter("Alice");
  CHECK(alice.line() == joined("Alice@cellar"));
  settle({&alice, &bob, &carol});
  alice.send("hi all\n/users\n");
  hear({&bob, &carol}, "Alice@kitchen: hi all\r\n");
  CHECK(alice.line() == "Online: Alice\r\n");
  carol.send("/nick Carol\n/msg Bob psst\nhello\n/quit\n");
  hear({&alice, &bob}, "*** Alice@cellar is now Carol@cellar ***\r\n");
  hear({&alice, &bob}, "Carol@cellar: hello\r\n");
  hear({&alice, &bob}, left("Carol@cellar"));
  CHECK(carol.rest() == "*** Alice is now Carol ***\r\nError: nobody here is called Bob\r\n");
  attic.stop();
  CHECK(bob.rest() == "Server is shutting down.\r\n");
  CHECK(alice.line() == "*** The room attic has closed ***\r\n");
  kitchen.stop();
  CHECK(alice.rest() == "Server is shutting down.\r\n");
  cellar.stop();
}

void try_death(Make make) {
  std::optional<RespServer> bus(std::in_place, make);
  ChatOnBus kitchen(*bus, "kitchen");
  ChatOnBus attic(*bus, "attic");
  Client alice = kitchen.enter("Alice");
  Client carol = kitchen.enter("Carol");
  CHECK(alice.line() == joined("Carol"));
  Client bob = attic.enter("Bob");
  hear({&alice, &carol}, joined("Bob@attic"));
  settle({&alice, &bob, &carol});
  for (int i = 0; i < 3; ++i) {
    const std::uint16_t port = bus->port();
    bus->process().signal(SIGKILL);
    bus->process().wait();
    hear({&alice, &carol, &bob}, bus_away);
    alice.send("still here?\n");
    CHECK(carol.line() == "Alice: still here?\r\n");
    carol.send("yes\n");
    CHECK(alice.line() == "Carol: yes\r\n");
    bus.reset();
    bus.emplace(make, std::vector<std::string>{}, 0, port);
    hear({&alice, &carol, &bob}, bus_back);
    bob.send("and I\n");
    hear({&alice, &carol}, "Bob@attic: and I\r\n");
    carol.send("good\n");
    CHECK(alice.line() == "Carol: good\r\n");
    CHECK(bob.line() == "Carol@kitchen: good\r\n");
  }
  kitchen.stop();
  attic.stop();
}

/// Two guests on each loop, but for one time in a thousand.
void try_loops(Make make) {
  const RespServer bus(make);
  ChatOnBus kitchen(bus, "kitchen", 2);
  ChatOnBus attic(bus, "attic", 2);
  std::vector<Client> guests;
  std::vector<Client*> all;
  guests.reserve(20);
  for (int i = 0; i < 20; ++i) {
    guests.push_back((i % 2 == 0 ? kitchen : attic).enter("G" + std::to_string(i)));
    all.push_back(&guests.back());
  }
  settle(all);
  guests[0].send("hello\n");
  for (std::size_t k = 1; k < guests.size(); ++k)
    CHECK(guests[k].line() == (k % 2 == 0 ? "G0: hello\r\n" : "G0@kitchen: hello\r\n"));
  kitchen.stop();
  for (std::size_t k = 1; k < guests.size(); k += 2)
    CHECK(guests[k].line() == "*** The room kitchen has closed ***\r\n");
  attic.stop();
  CHECK(guests[0].rest() == "Server is shutting down.\r\n");
  CHECK(guests[1].rest() == "Server is shutting down.\r\n");
}

TEST_CASE("chat --bus: three programs on Redis are one chat" * doctest::skip(no_redis())) {
  try_conversation(Make::redis);
}

TEST_CASE("chat --bus: three programs on our server are one chat") { try_conversation(Make::ours); }

TEST_CASE("chat --bus: Redis is killed and comes back; nobody is cut off, and all are told" *
          doctest::skip(no_redis())) {
  try_death(Make::redis);
}

TEST_CASE("chat --bus: our server is killed and comes back; nobody is cut off, and all are told") {
  try_death(Make::ours);
}

TEST_CASE("chat --bus: programs of several loops on Redis; everybody hears everything once" *
          doctest::skip(no_redis())) {
  try_loops(Make::redis);
}

TEST_CASE("chat --bus: programs of several loops on our server; the same") {
  try_loops(Make::ours);
}

}  // namespace
}  // namespace kit::test
