// A server with subscribers and publishers, in a simulated world.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "loop/sim/world.hpp"
#include "loop/tasks/spawn.hpp"
#include "servers/resp/server/connection.hpp"
#include "servers/resp/server/idle_clients.hpp"
#include "servers/resp/state/client.hpp"
#include "tests/sim/hosted.hpp"

namespace kit::resp {

using namespace std::chrono_literals;

inline std::string bulk(const std::string& bytes) {
  return "$" + std::to_string(bytes.size()) + "\r\n" + bytes + "\r\n";
}
/// As a subscriber of version 2 hears it.
inline std::string message(const std::string& text) {
  return "*3\r\n" + bulk("message") + bulk("x") + bulk(text);
}
inline std::string publish(const std::string& text) {
  return "*3\r\n" + bulk("PUBLISH") + bulk("x") + bulk(text);
}
inline const std::string subscribed = "*3\r\n" + bulk("subscribe") + bulk("x") + ":1\r\n";

/// Wall clock and loop have the same time.
struct PublishingHouse {
  explicit PublishingHouse(const sim::Profile& profile = sim::calm, std::uint64_t seed = 1)
      : instance({}, [this] { return wall_clock(); }),
        world(seed, profile),
        server(world, handler()),
        watch(create_task(world.loop(), cut_idle_clients(instance))) {
    clock = &world.clock();
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
  sim::Client& subscriber(std::string name) {
    return client(std::move(name)).send("SUBSCRIBE x\r\n").expect(subscribed);
  }
  void shut() {
    server.stop();
    watch.cancel();
    world.advance(6s);
    world.finish();
    CHECK(instance.clients.empty());
    CHECK(instance.subscriptions.empty());
    CHECK(instance.client_bytes == 0);
  }

  Clock* clock = nullptr;  // null: there is no world yet
  Instance instance;       // outlives whoever is still connected when the world ends
  sim::World world;
  sim::Hosted server;
  TaskHandle<void> watch;
};

}  // namespace kit::resp
