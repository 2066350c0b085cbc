// Clients outside the loop, and an unmodified server inside.
#include "loop/sim/client.hpp"

#include <doctest/doctest.h>

#include <string>

#include "servers/echo/styles.hpp"
#include "tests/sim/hosted.hpp"

using namespace kit;
using namespace std::chrono_literals;
using sim::Client;
using sim::Failure;
using sim::Hosted;
using sim::World;

namespace {

ConnectionHandler lines(Duration idle = 0s) {
  return [idle](StreamReader reader, StreamWriter writer) {
    return echo_lines(std::move(reader), std::move(writer), idle);
  };
}

/// What `action` throws.
template <class Action>
std::string failure_of(Action action) {
  try {
    action();
  } catch (const Failure& failure) {
    return failure.what();
  }
  return "no failure";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

}  // namespace

TEST_CASE("Client: sends, expects, finishes; the server is as it always is") {
  World world(1, sim::calm);
  Hosted server(world, lines());
  Client& alice = world.client("alice", server.address());
  Client& bob = world.client("bob", server.address());
  alice.send("hi\nand").expect("Echo: hi\r\n").expect_nothing();
  bob.send("there\n").expect("Echo: ").expect("there\r\n");
  alice.send(" more\n").finish().expect("Echo: and more\r\n").expect_end();
  CHECK(alice.heard() == "Echo: hi\r\nEcho: and more\r\n");
  CHECK(alice.has_ended());
  CHECK_FALSE(alice.was_reset());
  CHECK(alice.was_eager());
  bob.finish().expect_end();
  server.stop();
  world.finish();
}

TEST_CASE("Client: what is sent before there is a connection goes out with it") {
  World world(1, sim::slow_peer);
  Hosted server(world, lines());
  Client& alice = world.client("alice", server.address());
  CHECK_FALSE(alice.is_connected());
  CHECK(alice.address().family() == 0);
  alice.send("hi\n").finish().expect("Echo: hi\r\n").expect_end();
  CHECK(alice.address().port() != 0);
  CHECK(world.clock().now() > TimePoint{} + 5ms);  // five ways of a millisecond or more
}

TEST_CASE("Client: something else came: the failure says who, where, when, and what") {
  World world(4711, sim::bytewise);
  Hosted server(world, lines());
  world.advance(1500ms);
  Client& alice = world.client("alice", server.address());
  const std::string text = failure_of([&] { alice.send("h\x01i\n").expect("Echo: ho\r\n"); });
  CHECK(text ==
        "seed 4711, profile bytewise, at 1.500000 s: alice expected \"Echo: ho\\r\\n\", but it "
        "got \"Echo: h\\x01i\\r\\n\"");
}

TEST_CASE("L19: a client that expects in vain: the failure lists who waits for what") {
  World world(4711, sim::calm);
  Hosted server(world, lines());
  Client& alice = world.client("alice", server.address());
  const std::string text = failure_of([&] { alice.send("half a li").expect("Echo: "); });
  CAPTURE(text);
  CHECK(contains(text,
                 "alice expected \"Echo: \", but it got \"\"; nothing can happen any more: a "
                 "deadlock\n2 tasks pending:\n  the main task waits until the server is closed\n"));
  CHECK(contains(text, " waits for data from " + alice.address().str()));
  CHECK(world.clock().now() == TimePoint{});
}

TEST_CASE("Client: with something still to happen, an expectation ends with its limit") {
  World world(1, sim::calm);
  Hosted server(world, lines(60s));
  Client& alice = world.client("alice", server.address());
  const std::string text = failure_of([&] { alice.expect("x", 5s); });
  CHECK(contains(text, "at 5.000000 s: alice expected \"x\", but it got \"\"; the time is over\n"));
  alice.expect("Connection timeout. Goodbye!\r\n").expect_end();
  CHECK(world.clock().now() == TimePoint{} + 60s);
}

TEST_CASE("Client: the end, a reset and silence are expected, and told apart") {
  World world(1, sim::calm);
  Hosted server(world, lines());
  Client& alice = world.client("alice", server.address());
  CHECK(
      contains(failure_of([&] { alice.expect_end(); }), "alice expected the end, but it got \"\""));
  alice.send("hi\n");
  CHECK(contains(failure_of([&] { alice.expect_nothing(); }),
                 "alice expected nothing, but it got \"Echo: hi\\r\\n\""));
  CHECK(contains(failure_of([&] { alice.finish().expect_end(); }), "it got \"Echo: hi\\r\\n\""));
  alice.expect("Echo: hi\r\n").expect_end();
  CHECK(contains(failure_of([&] { alice.expect_reset(); }),
                 "alice expected a reset, but it got \"\" and then the end"));
  CHECK(contains(failure_of([&] { alice.expect("x"); }), "it got \"\" and then the end"));

  Client& bob = world.client("bob", server.address());
  bob.send("hi\n").expect("Echo: hi\r\n");
  world.faults().fail(sim::Call::recv, 1, ECONNRESET);
  bob.send("hi\n").expect_reset();
  CHECK(bob.was_cut());
  CHECK(contains(failure_of([&] { bob.expect_end(); }), "it got \"\" and then a reset"));
}

TEST_CASE("Client: refused where nobody listens") {
  World world(1, sim::slow_peer);
  Client& alice = world.client("alice", Address::ip("127.0.0.1", 9));
  CHECK(contains(failure_of([&] { alice.expect("x"); }), "it got \"\" and was refused"));
  CHECK(alice.was_refused());
  CHECK_FALSE(alice.was_reset());
}

TEST_CASE("Client: who vanishes loses what was not sent, and the server goes on") {
  World world(1, sim::flaky);
  Hosted server(world, lines());
  Client& alice = world.client("alice", server.address());
  alice.send("hi\n").expect("Echo: hi\r\n").vanish();
  CHECK(contains(failure_of([&] { alice.send("more\n").expect("x"); }), "and has vanished"));
  world.advance(1s);
  CHECK(server.server().connection_count() == 0);
  server.stop();
  world.finish();
}

TEST_CASE("Client: reads nothing, slowly, and again all") {
  World world(1, sim::calm);
  Hosted server(world, lines());
  Client& alice = world.client("alice", server.address());
  alice.stop_reading().send(std::string(94, 'x') + "\n");
  world.advance(1h);
  CHECK(alice.heard().empty());
  alice.read_slowly(10, 2s);
  world.advance(1s);
  CHECK(alice.heard().empty());
  world.advance(1s);
  CHECK(alice.heard().size() == 10);
  world.advance(10s);
  CHECK(alice.heard().size() == 60);
  alice.read_on();
  world.settle();
  CHECK(alice.heard().size() == 102);
  CHECK_FALSE(alice.was_eager());
}

TEST_CASE("Client: takes none of the program's descriptors") {
  World world(1, sim::calm);
  const std::size_t before = world.network().open_descriptors();
  Client& alice = world.client("alice", Address::ip("127.0.0.1", 9));
  CHECK(world.network().open_descriptors() == before);
  world.settle();
  CHECK(alice.was_refused());
  CHECK(world.network().open_descriptors() == before);
}

TEST_CASE("Client: what a broken connection did not take stays unsent") {
  World world(1, sim::calm);
  Hosted server(world, lines());
  Client& alice = world.client("alice", server.address());
  alice.send("hi\n").expect("Echo: hi\r\n").stop_reading();
  world.faults().fail(sim::Call::recv, 1, ECONNRESET);
  alice.send("hi\n");
  world.settle();
  alice.send("more\n");
  world.settle();
  CHECK(alice.unsent() == 5);
  alice.read_on().expect_reset();
}
