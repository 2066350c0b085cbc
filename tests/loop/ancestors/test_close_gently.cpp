// close_gently: FIN first, and never a reset that would destroy a farewell.
#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "loop/ancestors/dispatcher_with_send.hpp"
#include "tests/support/channels.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::Listener;
using test::MapBench;
using test::over_every_map;
using test::Probe;
using test::Wire;
using Plain = test::Connected<>;
using Sending = test::Connected<DispatcherWithSend>;
using Calls = std::vector<std::string>;

TEST_CASE("close_gently: FIN at once, closed after the peer's FIN, and no handler is called") {
  over_every_map([](MapBench& bench) {
    Plain it(bench);
    it.channel.wants_to_write = true;
    it.channel.close_gently();
    bench.sockets.wait(it.wire.peer.fd(), event_read);
    CHECK(it.wire.peer.at_end());
    it.wire.peer.send("too late");
    bench.passes(5);
    CHECK(it.channel.is_open());
    it.wire.peer.half_close();
    bench.until_empty();
    CHECK_FALSE(it.channel.is_open());
    CHECK(it.channel.calls.empty());
    CHECK(it.channel.received.empty());
  });
}

TEST_CASE("close_gently: a farewell survives what the peer sends and nobody reads") {
  over_every_map([](MapBench& bench) {
    Plain it(bench);
    const std::string question = test::pattern(30'000);
    it.wire.peer.send(question);
    bench.sockets.wait(it.channel.fileno(), event_read);
    REQUIRE(it.channel.send("busy\r\n") == 6);
    it.channel.close_gently();
    for (int i = 0; i < 20; ++i) {
      it.wire.peer.send("and on it goes");
      bench.passes(2);
    }
    // Closed with unread bytes, the socket would have answered with RST: an error, not an end.
    it.wire.peer.take_to_end();
    CHECK(it.wire.peer.error == 0);
    CHECK(it.wire.peer.received == "busy\r\n");
    it.wire.peer.close();
    bench.until_empty();
  });
}

TEST_CASE("close_gently: it waits two seconds and no more, for a peer that says nothing") {
  MapBench bench("sim");
  Plain it(bench);
  it.channel.close_gently();
  poll_loop(bench.map, 1h);
  CHECK(it.elapsed() == 2s);
  CHECK_FALSE(it.channel.is_open());
}

TEST_CASE("close_gently: nor for a peer that does not stop talking") {
  MapBench bench("sim");
  Plain it(bench);
  it.channel.close_gently();
  while (!bench.map.empty()) {
    it.wire.peer.send("and another thing");
    bench.clock.advance(100ms);
    poll_loop(bench.map, 1h, false, 1);
  }
  CHECK(it.elapsed() == 2s);
}

TEST_CASE("close_gently: to say it twice does not make it longer") {
  MapBench bench("sim");
  Plain plain(bench);
  Sending sending(bench);
  plain.channel.close_gently();
  sending.channel.close_when_done();
  bench.clock.advance(1s);
  plain.channel.close_gently();
  sending.channel.close_when_done();
  close_all_when_done(bench.map);
  poll_loop(bench.map, 1h);
  CHECK(plain.elapsed() == 2s);
}

TEST_CASE("close_gently: close() ends the waiting") {
  MapBench bench("sim");
  Plain it(bench);
  it.channel.close_gently();
  it.channel.close();
  CHECK(bench.map.empty());
  it.channel.create_socket();  // the channel is as new: nothing closes it after two seconds
  poll_loop(bench.map, 1h, false, 2);
  CHECK(it.channel.is_open());
}

TEST_CASE("close_gently: closes at once where there is nothing to wait for") {
  over_every_map([](MapBench& bench) {
    Plain after_eof(bench);
    after_eof.channel.on["handle_close"] = [&] { after_eof.channel.close_gently(); };
    after_eof.wire.peer.half_close();
    bench.until_empty();  // the peer's FIN has come: ours is the last

    Plain lost(bench);
    lost.channel.on["handle_close"] = [&] { lost.channel.close_gently(); };
    lost.wire.peer.reset();
    bench.until_empty();

    Listener<> listener(bench.map);
    listener.close_gently();
    Dispatcher never_connected(bench.map);
    never_connected.create_socket();
    never_connected.close_gently();
    CHECK(bench.map.empty());
    never_connected.close_gently();
    CHECK(bench.clock.now() == TimePoint());
  });
}

TEST_CASE("close_gently: a reset while it waits ends it") {
  over_every_map([](MapBench& bench) {
    Plain it(bench);
    it.channel.close_gently();
    bench.passes(1);
    it.wire.peer.reset();
    bench.until_empty();
    CHECK(it.channel.calls.empty());
  });
}

TEST_CASE("close_gently: in handle_read, with room to write in the same event: no more calls") {
  over_every_map([](MapBench& bench) {
    Plain it(bench);
    it.channel.wants_to_write = true;
    it.channel.on["handle_read"] = [&] { it.channel.close_gently(); };
    it.wire.peer.send("x");
    bench.sockets.wait(it.channel.fileno(), event_read);
    bench.passes(2);
    CHECK(it.channel.calls == Calls{"handle_read"});
  });
}

TEST_CASE("close_gently: an adopted channel is freed after it") {
  struct Watched : Dispatcher {
    Watched(test::Tally& tally, Socket socket, ChannelMap& map)
        : Dispatcher(std::move(socket), map), witness(tally) {}
    test::Witness witness;
  };
  MapBench bench("sim");
  test::Tally tally;
  Wire wire(bench);
  auto channel = std::make_unique<Watched>(tally, std::move(wire.end), bench.map);
  channel->close_gently();
  bench.map.adopt(std::move(channel));
  bench.passes(2);
  CHECK(tally.live() == 1);
  poll_loop(bench.map, 1h);
  check_all_gone(tally);
}

}  // namespace
}  // namespace kit
