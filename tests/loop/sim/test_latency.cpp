// A network that takes its time: later, but in order.
#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <string>

#include "loop/sim/clock.hpp"
#include "loop/sim/network.hpp"
#include "tests/support/pairs.hpp"

using namespace kit;
using namespace std::chrono_literals;
using test::receive;

namespace {

/// A connection, each way of which takes 10 ms.
struct Far {
  Far() {
    network.set_latency(clock, sim::Random(1), 10ms, 10ms);
    listener = network.socket(AF_INET).fd();
    REQUIRE(network.bind(listener, Address::ip("127.0.0.1", 80)).is_ok());
    REQUIRE(network.listen(listener, 10).is_ok());
    client = network.socket(AF_INET).fd();
  }
  void connect() {
    REQUIRE(network.connect(client, Address::ip("127.0.0.1", 80)).would_block());
    pass(20ms);
    Address peer;
    server = network.accept(listener, peer).fd();
    REQUIRE(peer == network.sockname(client));
  }
  /// As World does it: from one arrival to the next.
  void pass(Duration time) {
    const TimePoint end = clock.now() + time;
    while (network.next_arrival() && *network.next_arrival() <= end) {
      clock.advance(*network.next_arrival() - clock.now());
      network.deliver();
    }
    clock.advance(end - clock.now());
  }
  int read_error(int fd) {
    std::array<std::byte, 10> room;
    return network.recv(fd, room).error();
  }

  sim::VirtualClock clock;
  sim::Network network{100};
  int listener = -1;
  int client = -1;
  int server = -1;
};

}  // namespace

TEST_CASE("latency: a connect takes one way to the listener, and two until it is answered") {
  Far far;
  Address peer;
  REQUIRE(far.network.connect(far.client, Address::ip("127.0.0.1", 80)).would_block());
  CHECK(far.network.connect(far.client, Address::ip("127.0.0.1", 80)).error() == EALREADY);
  far.pass(9ms);
  CHECK(far.network.accept(far.listener, peer).would_block());
  CHECK(far.network.next_arrival() == TimePoint{} + 10ms);
  far.pass(1ms);
  CHECK(far.network.accept(far.listener, peer).is_ok());
  far.pass(9ms);
  CHECK(far.network.ready_events(far.client) == 0);
  CHECK_FALSE(far.network.is_connected(far.client));
  far.pass(1ms);
  CHECK(far.network.ready_events(far.client) == event_write);
  CHECK(far.network.is_connected(far.client));
  CHECK_FALSE(far.network.next_arrival().has_value());
}

TEST_CASE("latency: a refusal takes as long, and the socket may try again") {
  Far far;
  REQUIRE(far.network.connect(far.client, Address::ip("127.0.0.1", 81)).would_block());
  far.pass(10ms);
  CHECK(far.network.ready_events(far.client) == 0);
  far.pass(10ms);
  CHECK(far.network.ready_events(far.client) == (event_read | event_write));
  CHECK(far.network.socket_error(far.client) == ECONNREFUSED);
  far.connect();
}

TEST_CASE("latency: bytes, then FIN, and nothing before its time") {
  Far far;
  far.connect();
  CHECK(far.network.send(far.client, "hello").bytes() == 5);
  CHECK(far.network.unsent(far.client) == 5);
  far.pass(5ms);
  CHECK(far.network.send(far.client, " world").bytes() == 6);
  CHECK(far.network.shutdown_write(far.client).is_ok());
  CHECK(far.network.ready_events(far.server) == event_write);
  far.pass(5ms);
  CHECK(far.network.unsent(far.client) == 6);
  CHECK(receive(far.network, far.server) == "hello");
  CHECK(far.read_error(far.server) == EAGAIN);
  far.pass(5ms);
  CHECK(far.network.unsent(far.client) == 0);
  CHECK(receive(far.network, far.server) == " world");
  CHECK(receive(far.network, far.server).empty());
}

TEST_CASE("latency: what is on its way takes room, too") {
  Far far;
  far.connect();
  CHECK(far.network.send(far.client, std::string(150, 'x')).bytes() == 100);
  CHECK(far.network.send(far.client, "y").would_block());
  CHECK(far.network.ready_events(far.client) == 0);
  far.pass(10ms);
  CHECK(far.network.send(far.client, "y").would_block());
  CHECK(receive(far.network, far.server).size() == 100);
  CHECK(far.network.send(far.client, "y").is_ok());
}

TEST_CASE("latency: drawn for each packet, and still nothing overtakes") {
  Far far;
  far.connect();
  far.network.set_latency(far.clock, sim::Random(7), 1ms, 100ms);
  for (char letter = 'a'; letter <= 'z'; ++letter)
    REQUIRE(far.network.send(far.client, std::string(1, letter)).is_ok());
  std::string got;
  int parts = 0;
  while (far.network.next_arrival()) {
    far.pass(*far.network.next_arrival() - far.clock.now());
    got += receive(far.network, far.server);
    ++parts;
  }
  CHECK(got == "abcdefghijklmnopqrstuvwxyz");
  CHECK(parts > 1);
}

TEST_CASE("latency: bytes to a socket that was closed meanwhile come back as a reset") {
  Far far;
  far.connect();
  CHECK(far.network.send(far.client, "too late").is_ok());
  far.network.close(far.server);
  far.pass(10ms);  // FIN is here, and there the bytes are: their answer is under way
  CHECK(receive(far.network, far.client).empty());
  CHECK(far.network.send(far.client, "x").is_ok());
  far.pass(10ms);
  CHECK(far.network.send(far.client, "x").error() == EPIPE);
}

TEST_CASE("latency: a closed peer takes as many bytes as one that lives, until its reset is here") {
  Far far;
  far.connect();
  far.network.close(far.server);
  CHECK(far.network.send(far.client, std::string(150, 'x')).bytes() == 100);
  CHECK(far.network.send(far.client, "x").would_block());
  CHECK((far.network.ready_events(far.client) & event_write) == 0);
  far.pass(10ms);
  CHECK((far.network.ready_events(far.client) & event_write) != 0);
  CHECK(far.network.send(far.client, "x").error() == EPIPE);
}

TEST_CASE("latency: a reset arrives after what was sent before it") {
  Far far;
  far.connect();
  CHECK(far.network.send(far.server, "last words").is_ok());
  far.network.reset(far.server);
  CHECK(far.read_error(far.client) == EAGAIN);
  far.pass(10ms);
  CHECK(receive(far.network, far.client) == "last words");
  CHECK(far.read_error(far.client) == ECONNRESET);
}

TEST_CASE("latency: a broken connection: both get a reset, and closing one end adds no FIN") {
  Far far;
  far.connect();
  far.network.cut(far.server);
  CHECK(far.network.was_cut(far.server));
  CHECK(far.network.was_cut(far.client));
  CHECK(far.network.send(far.server, "x").error() == EPIPE);
  far.network.close(far.server);
  far.pass(10ms);
  CHECK(far.read_error(far.client) == ECONNRESET);
}

TEST_CASE("latency: a pair of sockets is in one machine, and instant") {
  Far far;
  const std::array<int, 2> pair = test::make_pair(far.network);
  CHECK(far.network.send(pair[0], "now").is_ok());
  CHECK(receive(far.network, pair[1]) == "now");
  far.network.close(pair[0]);
  CHECK(receive(far.network, pair[1]).empty());
}

TEST_CASE(
    "latency: a listener that closes resets those in its queue, and refuses those on the way") {
  Far far;
  REQUIRE(far.network.connect(far.client, Address::ip("127.0.0.1", 80)).would_block());
  far.pass(20ms);
  const int late = far.network.socket(AF_INET).fd();
  REQUIRE(far.network.connect(late, Address::ip("127.0.0.1", 80)).would_block());
  far.network.close(far.listener);
  far.pass(20ms);
  CHECK(far.read_error(far.client) == ECONNRESET);
  CHECK(far.network.socket_error(late) == ECONNREFUSED);
}

TEST_CASE("latency: sockets of another process have numbers of their own") {
  sim::Network network;
  const int foreign = network.foreign_socket(AF_INET);
  CHECK(network.open_descriptors() == 0);
  CHECK(network.socket(AF_INET).fd() == 3);
  CHECK(network.open_descriptors() == 1);
  CHECK(network.foreign_socket(AF_INET) != foreign);
  network.close(foreign);
  CHECK_FALSE(network.is_open(foreign));
  CHECK(network.open_descriptors() == 1);
}
