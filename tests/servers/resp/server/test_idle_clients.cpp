// timeout: who is silent for too long is cut off. Virtual time.
#include "servers/resp/server/idle_clients.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "servers/resp/server/connection.hpp"
#include "servers/resp/state/client.hpp"
#include "tests/sim/hosted.hpp"

namespace kit::resp {
namespace {

using namespace std::chrono_literals;

struct House {
  explicit House(int timeout)
      : instance({}, [this] { return wall_clock(); }),
        world(1, sim::calm),
        server(world, handler()),
        watch(create_task(world.loop(), cut_idle_clients(instance))) {
    clock = &world.clock();
    instance.parameters.timeout = timeout;
  }
  std::int64_t wall_clock() const {
    return 1'700'000'000'000 + (clock != nullptr ? clock->now().time_since_epoch() / 1ms : 0);
  }
  ConnectionHandler handler() {
    return [this](StreamReader reader, StreamWriter writer) {
      return serve_client(instance, std::move(reader), std::move(writer));
    };
  }
  sim::Client& client(std::string name) { return world.client(std::move(name), server.address()); }
  void shut() {
    server.stop();
    watch.cancel();
    world.advance(6s);
    world.finish();
  }

  Clock* clock = nullptr;  // null: there is no world yet
  Instance instance;       // outlives whoever is still connected when the world ends
  sim::World world;
  sim::Hosted server;
  TaskHandle<void> watch;
};

TEST_CASE("timeout: the silent one is cut off, the other one is not") {
  House house(10);
  sim::Client& silent = house.client("silent");
  sim::Client& busy = house.client("busy");
  silent.send("PING\r\n").expect("+PONG\r\n");
  for (int i = 0; i < 9; ++i) {
    house.world.advance(1s);
    busy.send("PING\r\n").expect("+PONG\r\n");
  }
  CHECK(house.instance.clients.size() == 2);
  house.world.advance(3s);
  CHECK(house.instance.clients.size() == 1);
  busy.send("PING\r\n").expect("+PONG\r\n");
  house.world.advance(12s);
  CHECK(house.instance.clients.empty());
  house.shut();
}

TEST_CASE("timeout: zero is never; a change counts for those who are there") {
  House house(0);
  house.client("silent").send("PING\r\n").expect("+PONG\r\n");
  house.world.advance(1h);
  CHECK(house.instance.clients.size() == 1);
  house.instance.parameters.timeout = 5;
  house.world.advance(2s);
  CHECK(house.instance.clients.empty());
  house.shut();
}

TEST_CASE("timeout: who is kept waiting by the server is not silent") {
  House house(2);
  sim::Client& sleeper = house.client("sleeper");
  sleeper.send("DEBUG SLEEP 10\r\nPING\r\n").expect("+OK\r\n+PONG\r\n");
  // The time that it waited does not count afterwards, either.
  sleeper.send("DEBUG SLEEP 10\r\n").expect("+OK\r\n");
  house.world.advance(1s);
  sleeper.send("PING\r\n").expect("+PONG\r\n");
  house.world.advance(5s);
  CHECK(house.instance.clients.empty());
  house.shut();
}

TEST_CASE("timeout: who reads a long reply slowly is not silent; who does not read it is") {
  House house(5);
  const std::string text(3'000'000, 'x');
  const std::string echo = "*2\r\n$4\r\nECHO\r\n$3000000\r\n" + text + "\r\n";
  sim::Client& slow = house.client("slow");
  slow.read_slowly(100'000, 1s).send(echo).expect("$3000000\r\n" + text + "\r\n");
  sim::Client& stuck = house.client("stuck");
  stuck.stop_reading().send(echo);
  house.world.advance(4s);
  CHECK(house.instance.clients.size() == 2);
  house.world.advance(5s);
  CHECK(house.instance.clients.empty());
  house.shut();
}

TEST_CASE("timeout: several thousand clients, of whom every other one stays") {
  Instance instance({}, [] { return std::int64_t{1'700'000'000'000}; });
  instance.parameters.timeout = 5;
  std::vector<Client> clients(2500);
  int cut = 0;
  for (std::size_t i = 0; i < clients.size(); ++i) {
    clients[i].last_active = instance.keyspace.now() - (i % 2 == 0 ? 6000 : 4000);
    clients[i].disconnect = [&cut] { ++cut; };
    instance.clients.emplace(i + 1, &clients[i]);
  }
  sim::World world(1, sim::calm);
  const TaskHandle<void> watch = create_task(world.loop(), cut_idle_clients(instance));
  world.advance(1500ms);
  CHECK(cut == 1250);
  watch.cancel();
  world.finish();
}

}  // namespace
}  // namespace kit::resp
