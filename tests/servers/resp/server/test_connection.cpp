// The conversation with one client, in a simulated world: what is sent together, and in what order.
#include "servers/resp/server/connection.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "loop/observe/trace.hpp"
#include "loop/sim/world.hpp"
#include "servers/resp/state/client.hpp"
#include "tests/sim/hosted.hpp"
#include "tests/support/capture.hpp"

namespace kit::resp {
namespace {

using namespace std::chrono_literals;

std::string bulk(const std::string& bytes) {
  return "$" + std::to_string(bytes.size()) + "\r\n" + bytes + "\r\n";
}

/// A server without keys, in a world where nothing goes wrong.
struct House {
  explicit House(Parameters parameters = {})
      : instance(std::move(parameters)), world(1, sim::calm), server(world, handler()) {}

  ConnectionHandler handler() {
    return [this](StreamReader reader, StreamWriter writer) {
      return serve_client(instance, std::move(reader), std::move(writer));
    };
  }
  sim::Client& client(std::string name = "client") {
    return world.client(std::move(name), server.address());
  }
  void shut() {
    server.stop();
    world.advance(6s);
    world.finish();
    CHECK(instance.clients.empty());
  }

  Instance instance;
  sim::World world;
  sim::Hosted server;
};

TEST_CASE("connection: a command may come in any pieces, as a line or as an array") {
  const std::string both = "PING\r\n*2\r\n$4\r\nECHO\r\n$5\r\nhello\r\nSET a 'b c'\nGET a\n";
  for (std::size_t cut = 0; cut <= both.size(); ++cut) {
    CAPTURE(cut);
    House house;
    sim::Client& client = house.client();
    client.send(both.substr(0, cut));
    house.world.settle();
    client.send(both.substr(cut)).expect("+PONG\r\n$5\r\nhello\r\n+OK\r\n$3\r\nb c\r\n");
    client.finish().expect_end();
    house.shut();
  }
}

TEST_CASE("connection: the replies to what came together leave in one write") {
  House house;
  Trace trace;
  std::string pings;
  std::string pongs;
  for (int i = 0; i < 100; ++i) {  // several batches
    pings += "PING\r\n";
    pongs += "+PONG\r\n";
  }
  sim::Client& client = house.client();
  house.world.settle();
  house.world.loop().set_trace(&trace);
  client.send(pings).expect(pongs);
  house.world.loop().set_trace(nullptr);
  const std::vector<TraceRecord> all = trace.records();
  CHECK(std::count_if(all.begin(), all.end(), [](const TraceRecord& record) {
          return record.kind == TraceKind::send;
        }) == 1);
  client.finish().expect_end();
  house.shut();
}

TEST_CASE("connection: who sends much at once leaves the others a turn in between") {
  House house;
  sim::Client& client = house.client();
  house.world.settle();
  std::string many;
  for (int i = 0; i < 3000; ++i) many += "INCR a\r\n";
  const std::uint32_t before = house.world.loop().pass();
  client.send(many);
  house.world.settle();
  CHECK(client.heard().ends_with("\r\n:3000\r\n"));
  CHECK(house.world.loop().pass() - before > 10);  // 256 commands in each
  client.finish();
  house.shut();
}

TEST_CASE("connection: who is killed gets the end, and runs no more commands") {
  House house;
  sim::Client& idle = house.client("idle");
  sim::Client& asleep = house.client("asleep");
  sim::Client& killer = house.client("killer");
  house.world.settle();
  asleep.send("DEBUG SLEEP 10\r\nSET a 1\r\n");
  house.world.settle();
  killer.send("CLIENT KILL TYPE normal\r\n").expect(":2\r\n");
  idle.expect_end();
  house.world.advance(20s);
  asleep.expect_end();
  killer.send("GET a\r\n").expect("$-1\r\n").finish().expect_end();
  house.shut();
}

TEST_CASE("connection: after QUIT nothing is run, and nothing is said") {
  House house;
  sim::Client& client = house.client();
  client.send("SET a 1\r\nQUIT\r\nSET a 2\r\n*1\r\n$x\r\n").expect("+OK\r\n+OK\r\n").expect_end();
  house.client("other").send("GET a\r\n").expect("$1\r\n1\r\n").finish().expect_end();
  house.shut();
}

TEST_CASE(
    "connection: an error of the protocol is told after the replies before it, then the end") {
  House house;
  house.client()
      .send("PING\r\n*1\r\n$4\r\nPING\r\n*1\r\n#4\r\nPING\r\n")
      .expect("+PONG\r\n+PONG\r\n-ERR Protocol error: expected '$', got '#'\r\n")
      .expect_end();
  house.shut();
}

TEST_CASE("connection: a stranger may not announce much, not even behind an AUTH that is wrong") {
  Parameters parameters;
  parameters.requirepass = "secret";
  House house(parameters);
  house.client()
      .send("GET a\r\n*11\r\n")
      .expect("-NOAUTH Authentication required.\r\n")
      .expect("-ERR Protocol error: unauthenticated multibulk length\r\n")
      .expect_end();
  house.shut();
}

TEST_CASE("connection: behind an AUTH that is right, what comes with it may be as long as any") {
  Parameters parameters;
  parameters.requirepass = "secret";
  House house(parameters);
  const std::string value(20'000, 'x');
  house.client()
      .send("AUTH secret\r\n*3\r\n" + bulk("SET") + bulk("a") + bulk(value) + "STRLEN a\r\n")
      .expect("+OK\r\n+OK\r\n:20000\r\n")
      .finish()
      .expect_end();
  house.shut();
}

TEST_CASE("connection: behind a RESET, a stranger again may not announce much") {
  Parameters parameters;
  parameters.requirepass = "secret";
  House house(parameters);
  house.client()
      .send("AUTH secret\r\nPING\r\n")
      .expect("+OK\r\n+PONG\r\n")
      .send("RESET\r\n*3\r\n" + bulk("SET") + bulk("a") + "$20000\r\n")
      .expect("+RESET\r\n-ERR Protocol error: unauthenticated bulk length\r\n")
      .expect_end();
  house.shut();
}

TEST_CASE("connection: what was dealt with does not count as memory, however much it was") {
  House house;
  sim::Client& client = house.client();
  client.send("*3\r\n" + bulk("SET") + bulk("a") + bulk(std::string(100'000, 'x')) + "*1\r\n$4")
      .expect("+OK\r\n");
  house.world.settle();
  CHECK(house.instance.client_bytes == 6);  // the beginning of the next command
  client.send("\r\nPING\r\n").expect("+PONG\r\n");
  CHECK(house.instance.client_bytes == 0);
  client.finish().expect_end();
  house.shut();
}

TEST_CASE("connection: who sends more than may wait, without an end to the command, is cut off") {
  Parameters parameters;
  parameters.input_limit = 1'000'000;
  House house(parameters);
  const kit::test::CaptureLog log;
  sim::Client& client = house.client();
  // Each argument may be that long, but not all together.
  std::string many = "*1000\r\n" + bulk("DEL");
  while (many.size() < 990'000) many += bulk(std::string(10'000, 'x'));
  client.send(many);
  house.world.advance(1s);
  CHECK(house.instance.clients.size() == 1);
  client.send(bulk(std::string(10'000, 'x')));
  house.world.advance(1s);
  CHECK(house.instance.clients.empty());
  CHECK(log.count("sends a command without an end") == 1);
  house.client("other").send("PING\r\n").expect("+PONG\r\n").finish().expect_end();
  house.shut();
}

TEST_CASE("connection: many commands may be more together than may wait of one") {
  Parameters parameters;
  parameters.input_limit = 1'000'000;
  House house(parameters);
  std::string many;
  std::string replies;
  for (int i = 0; i < 30; ++i) {
    many += "*2\r\n" + bulk("ECHO") + bulk(std::string(100'000, 'x'));
    replies += bulk(std::string(100'000, 'x'));
  }
  house.client().send(many).expect(replies).finish().expect_end();
  house.shut();
}

TEST_CASE("connection: who reads late gets every byte, and does not fill the server's memory") {
  House house;
  const std::string value(100'000, 'x');
  const std::string reply = bulk(value);
  house.client("writer")
      .send("*3\r\n" + bulk("SET") + bulk("a") + reply)
      .expect("+OK\r\n")
      .finish()
      .expect_end();
  sim::Client& client = house.client("late");
  client.stop_reading();
  std::string gets;
  for (int i = 0; i < 1000; ++i) gets += "GET a\r\n";
  client.send(gets);
  house.world.advance(60s);
  REQUIRE(house.instance.clients.size() == 1);
  const Client& seen = *house.instance.clients.begin()->second;
  CHECK(seen.output_size < 1'000'000);
  client.read_on();
  for (int i = 0; i < 1000; ++i) client.expect(reply);
  client.finish().expect_end();
  house.shut();
}

TEST_CASE("connection: one reply that is more than may wait cuts off who does not read it") {
  Parameters parameters;
  parameters.output_limits.normal.hard = 1'000'000;
  House house(parameters);
  const kit::test::CaptureLog log;
  sim::Client& client = house.client();
  client.stop_reading();
  client.send("*2\r\n" + bulk("ECHO") + bulk(std::string(3'000'000, 'x')));
  house.world.advance(1s);
  CHECK(house.instance.clients.empty());
  CHECK(log.count("does not read its replies") == 1);
  house.client("other").send("PING\r\n").expect("+PONG\r\n").finish().expect_end();
  house.shut();
}

}  // namespace
}  // namespace kit::resp
