// What nobody closed: told of when its loop goes, and from a foreign thread.

#include <doctest/doctest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "loop/sim/world.hpp"
#include "streams/server.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/loops.hpp"

namespace kit {
namespace {

using test::any_port;

Task<void> does_nothing(StreamReader, StreamWriter) { co_return; }

TEST_CASE("E11: a server that outlives its loop is told of when the loop closes, and closed") {
  const test::CaptureLog log;
  std::optional<Server> server;
  {
    sim::World world;
    server.emplace(start_server(world.loop(), does_nothing, {any_port()}));
    const std::string name = server->addresses().front().str();
    world.loop().close();
    CHECK(log.count("warning: unclosed server on " + name) == 1);
    CHECK(world.network().open_descriptors() == 0);
  }
  server.reset();
  CHECK(log.records.size() == 1);  // once is enough
}

TEST_CASE("E11: nothing is said of a server that was closed before its loop") {
  const test::CaptureLog log;
  sim::World world;
  Server server = start_server(world.loop(), does_nothing, {any_port()});
  server.close();
  world.loop().close();
  CHECK(log.records.empty());
}

Task<void> drops_elsewhere(const test::CaptureLog& log) {
  Server server = start_server(does_nothing, any_port());
  const Address address = server.addresses().front();
  std::optional<Connection> connection = co_await open_connection(address);
  std::thread([&connection] { connection.reset(); }).join();
  CHECK(log.count("non-thread-safe operation: close of a stream") == 1);
  server.close();
}

TEST_CASE(
    "E11: in debug mode, a stream dropped in a foreign thread is reported, not closed there") {
  sim::World world;
  world.loop().set_debug(true);
  const test::CaptureLog log;
  world.run(drops_elsewhere(log));
  CHECK(world.network().open_descriptors() == 0);
}

Task<void> closes_elsewhere() {
  Server server = start_server(does_nothing, any_port());
  std::string message;
  std::thread([&] {
    try {
      server.close();
    } catch (const std::runtime_error& error) {
      message = error.what();
    }
  }).join();
  CHECK(message.starts_with("non-thread-safe operation: Server::close"));
  CHECK(server.is_serving());
  server.close();
  co_return;
}

TEST_CASE("E11: in debug mode, a server is not closed from a foreign thread") {
  sim::World world;
  world.loop().set_debug(true);
  world.run(closes_elsewhere());
}

}  // namespace
}  // namespace kit
