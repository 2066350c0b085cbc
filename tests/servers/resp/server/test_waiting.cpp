// A client that a command keeps waiting, and the others who do not wait with it. Virtual time.
#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "loop/sim/world.hpp"
#include "servers/resp/server/connection.hpp"
#include "servers/resp/state/client.hpp"
#include "tests/sim/hosted.hpp"

namespace kit::resp {
namespace {

using namespace std::chrono_literals;

TEST_CASE("DEBUG SLEEP: the reply and what follows come later; others are served meanwhile") {
  Instance instance;
  sim::World world(1, sim::calm);
  sim::Hosted server(world, [&instance](StreamReader reader, StreamWriter writer) {
    return serve_client(instance, std::move(reader), std::move(writer));
  });
  sim::Client& sleeper = world.client("sleeper", server.address());
  sim::Client& other = world.client("other", server.address());
  sleeper.send("DEBUG SLEEP 10\r\nPING\r\n");
  const TimePoint start = world.loop().time();
  other.send("PING\r\n").expect("+PONG\r\n");
  CHECK(world.loop().time() - start < 1s);
  sleeper.expect("+OK\r\n");
  CHECK(world.loop().time() - start >= 10s);
  sleeper.expect("+PONG\r\n");
  CHECK(world.loop().time() - start < 11s);
  server.stop();
  world.advance(6s);
  world.finish();
}

/// A server with clients, in virtual time.
struct House {
  Instance instance;
  sim::World world{1, sim::calm};
  sim::Hosted server{world, [this](StreamReader reader, StreamWriter writer) {
                       return serve_client(instance, std::move(reader), std::move(writer));
                     }};
  sim::Client& client(const char* name) { return world.client(name, server.address()); }
  void shut() {
    server.stop();
    world.advance(6s);
    world.finish();
  }
};

const std::string null_array = "*-1\r\n";

TEST_CASE("BLPOP: the reply comes with what another client pushes, and then what follows") {
  House house;
  sim::Client& waiter = house.client("waiter");
  sim::Client& other = house.client("other");
  waiter.send("BLPOP list 0\r\nLLEN list\r\n");
  house.world.advance(1h);
  other.send("RPUSH list a b\r\n").expect(":2\r\n");
  waiter.expect("*2\r\n$4\r\nlist\r\n$1\r\na\r\n:1\r\n");
  house.shut();
}

TEST_CASE("BLPOP: the replies before it do not wait with it") {
  House house;
  house.client("waiter").send("PING\r\nBLPOP list 0\r\n").expect("+PONG\r\n");
  house.shut();
}

TEST_CASE("BLPOP: after its time there is nothing, and not before") {
  House house;
  sim::Client& waiter = house.client("waiter");
  const TimePoint start = house.world.loop().time();
  waiter.send("BLPOP list 2.5\r\n").expect(null_array);
  CHECK(house.world.loop().time() - start >= 2500ms);
  CHECK(house.world.loop().time() - start < 2600ms);
  waiter.send("BLPOP list 0.5\r\nPING\r\n").expect(null_array + "+PONG\r\n");
  house.shut();
}

TEST_CASE("BLPOP: nothing is given to one who is gone, or was killed") {
  House house;
  sim::Client& gone = house.client("gone");
  sim::Client& killed = house.client("killed");
  sim::Client& heir = house.client("heir");
  gone.send("BLPOP list 0\r\n");
  house.world.advance(1s);
  killed.send("CLIENT ID\r\nBLPOP list 0\r\n").expect(":2\r\n");
  house.world.advance(1s);
  heir.send("BLPOP list 0\r\n");
  house.world.advance(1s);
  gone.vanish();
  sim::Client& other = house.client("other");
  other.send("CLIENT KILL ID 2\r\n").expect(":1\r\n");
  house.world.advance(1s);
  CHECK(house.instance.waiting.client_count() == 1);
  other.send("RPUSH list x\r\n").expect(":1\r\n");
  heir.expect("*2\r\n$4\r\nlist\r\n$1\r\nx\r\n");
  house.shut();
}

TEST_CASE("DEBUG SLEEP: who is killed meanwhile is gone at once") {
  House house;
  house.client("sleeper").send("DEBUG SLEEP 1000\r\n");
  house.world.advance(1s);
  house.client("other").send("CLIENT KILL ID 1\r\n").expect(":1\r\n");
  house.world.advance(1s);
  CHECK(house.instance.clients.size() == 1);
  house.shut();
}

TEST_CASE("DEBUG SLEEP: who has said all that he had to say still gets the reply") {
  House house;
  sim::Client& sleeper = house.client("sleeper");
  sleeper.send("DEBUG SLEEP 10\r\nPING\r\n").finish();
  sleeper.expect("+OK\r\n+PONG\r\n");
  house.shut();
}

TEST_CASE("a server that stops does not wait for those who wait") {
  House house;
  sim::Client& waiter = house.client("waiter");
  waiter.send("BLPOP list 0\r\n");
  house.world.advance(1s);
  house.shut();
  CHECK(house.instance.clients.empty());
  CHECK(house.instance.waiting.client_count() == 0);
}

}  // namespace
}  // namespace kit::resp
