// Dispatcher: its birth, its connections, and what it does when nobody overrides anything.
//
// A line of section D that this file does not have is in one of its neighbours: connections in
// test_dispatcher_connections, events in test_dispatcher_events, send and recv in
// test_dispatcher_io, handlers that throw in test_dispatcher_errors, the loop in test_poll_loop.
#include "loop/ancestors/dispatcher.hpp"

#include <doctest/doctest.h>

#include <array>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "loop/os/fd.hpp"
#include "tests/support/channels.hpp"
#include "tests/support/redirected.hpp"

namespace kit {
namespace {

using test::Collector;
using test::Listener;
using test::MapBench;
using test::over_every_map;
using test::Probe;
using test::Wire;
using Calls = std::vector<std::string>;

TEST_CASE("D01: a new dispatcher wants to read and write, and is nothing yet") {
  MapBench bench("sim");
  Dispatcher channel(bench.map);
  CHECK(channel.readable());
  CHECK(channel.writable());
  CHECK_FALSE(channel.connected());
  CHECK_FALSE(channel.connecting());
  CHECK_FALSE(channel.accepting());
  CHECK_FALSE(channel.is_open());
  CHECK(channel.fileno() == -1);
  CHECK(bench.map.empty());
  channel.close();  // nothing to close
  CHECK(channel.repr() == "<Dispatcher>");
}

TEST_CASE("D01: a dispatcher with a socket stands in its map by descriptor") {
  over_every_map([](MapBench& bench) {
    Wire wire(bench);
    const int fd = wire.end.get();
    {
      Dispatcher channel(std::move(wire.end), bench.map);
      CHECK(channel.fileno() == fd);
      CHECK(channel.connected());
      CHECK(channel.address() == bench.net.sockname(wire.peer.fd()));
      CHECK(bench.map.size() == 1);
      CHECK(bench.map.find(fd) == &channel);
      CHECK(bench.map.find(fd + 1) == nullptr);
      CHECK(bench.map.find(-1) == nullptr);
    }
    CHECK(bench.map.empty());  // the destructor closes
    wire.peer.take_to_end();
    CHECK(wire.peer.eof);
  });
}

TEST_CASE("D01: a new socket that is not connected is not taken for one that is") {
  over_every_map([](MapBench& bench) {
    Dispatcher made(bench.map);
    made.create_socket();
    CHECK(made.is_open());
    CHECK_FALSE(made.connected());
    Dispatcher taken(bench.own(bench.net.socket(AF_INET).fd()), bench.map);
    CHECK_FALSE(taken.connected());
    CHECK(bench.map.size() == 2);
  });
}

TEST_CASE("D01: a blocking socket becomes non-blocking") {
  std::array<int, 2> pair{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()) == 0);
  const Fd other(pair[1]);
  ChannelMap map;
  const Dispatcher channel(Socket(os_net(), pair[0]), map);
  CHECK(is_nonblocking(pair[0]));
  CHECK_FALSE(is_nonblocking(other.get()));
  CHECK(channel.connected());
}

TEST_CASE("D01: no second socket for one channel, and no second channel for one socket") {
  MapBench bench("sim");
  Wire wire(bench);
  const int fd = wire.end.get();
  Dispatcher channel(std::move(wire.end), bench.map);
  CHECK_THROWS_AS(channel.create_socket(), std::logic_error);
  CHECK(channel.fileno() == fd);
  // The test owns the descriptor twice for a moment, and takes it back.
  Socket again = bench.own(fd);
  CHECK_THROWS_AS(Dispatcher(bench.own(fd), bench.map), std::invalid_argument);
  (void)again.release();
  CHECK(bench.map.find(fd) == &channel);
}

TEST_CASE("D03: a listener is never watched for writing, and readable() decides for reading") {
  over_every_map([](MapBench& bench) {
    Listener<> listener(bench.map);
    listener.wants_to_write = true;
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    channel.wants_to_read = false;
    channel.wants_to_write = true;
    bench.passes(1);
    const Events listens = bench.selector->get_key(listener.fileno()).events;
    CHECK(listens == (event_read | event_priority));
    CHECK(bench.selector->get_key(channel.fileno()).events == event_write);
    CHECK(listener.calls.empty());
    CHECK(channel.calls == Calls{"handle_write"});
  });
}

TEST_CASE("D11: at the end of the stream the default handle_close closes and leaves the map") {
  over_every_map([](MapBench& bench) {
    Wire wire(bench);
    const int fd = wire.end.get();
    // As the first echo of asyncore: it never says close, and yet it does not leak.
    Probe<> echo(std::move(wire.end), bench.map);
    echo.on["handle_read"] = [&] { echo.send(echo.recv(8192)); };
    wire.peer.send("hello");
    bench.until([&] { return wire.peer.has("hello"); });
    wire.peer.half_close();
    bench.until_empty();
    CHECK(echo.calls.back() == "handle_close");
    CHECK(echo.count("handle_close") == 1);
    CHECK_FALSE(echo.is_open());
    CHECK_FALSE(echo.connected());
    CHECK(bench.map.find(fd) == nullptr);
    wire.peer.take_to_end();
    CHECK(wire.peer.received == "hello");
    CHECK(wire.peer.eof);
  });
}

TEST_CASE("D16: a plain dispatcher wants to write, so 1000 passes call handle_write 1000 times") {
  over_every_map([](MapBench& bench) {
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    channel.wants_to_write = true;  // what Dispatcher::writable() says
    poll_loop(bench.map, std::chrono::hours(1), false, 1000);
    CHECK(channel.count("handle_write") == 1000);
    CHECK(channel.lines == Calls(1000, "warning: unhandled write event"));
  });
}

TEST_CASE("D17: log goes to stderr, log_info to stdout, and warnings nowhere") {
  ChannelMap map;
  Dispatcher channel(map);
  {
    test::Redirected err(2);
    channel.log("one");
    CHECK(err.pipe.read_until("\n") == "log: one\n");
  }
  test::Redirected out(1);
  channel.log_info("two");
  channel.log_info("nobody sees this", "warning");
  channel.log_info("three", "error");
  const std::string text = out.pipe.read_until("three\n");
  CHECK(text == "info: two\nerror: three\n");
}

TEST_CASE("D17: repr says what a channel is, in the words of asyncore") {
  MapBench bench("sim");
  Collector listener(bench.map);
  const std::string where = listener.address().str();
  const std::string at = " at descriptor ";
  CHECK(listener.repr() ==
        "<Collector listening " + where + at + std::to_string(listener.fileno()) + ">");
  Dispatcher channel(bench.map);
  channel.create_socket();
  CHECK(channel.repr() == "<Dispatcher" + at + std::to_string(channel.fileno()) + ">");
  channel.connect(listener.address());
  CHECK(channel.repr() ==
        "<Dispatcher connecting " + where + at + std::to_string(channel.fileno()) + ">");
  bench.until([&] { return channel.connected(); });
  CHECK(channel.repr() ==
        "<Dispatcher connected " + where + at + std::to_string(channel.fileno()) + ">");
  channel.close();
  CHECK(channel.repr() == "<Dispatcher " + where + ">");
}

}  // namespace
}  // namespace kit
