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

}  // namespace
}  // namespace kit::resp
