// Closing when everything is said: close_when_done and write_eof.
#include <doctest/doctest.h>

#include <cerrno>
#include <stdexcept>
#include <string_view>

#include "loop/ancestors/dispatcher_with_send.hpp"
#include "tests/support/channels.hpp"

namespace kit {
namespace {

using test::Collector;
using test::Listener;
using test::MapBench;
using test::over_every_map;
using test::Probe;
using Plain = test::Connected<>;
using Sending = test::Connected<DispatcherWithSend>;

/// Nothing leaves until the test removes this.
void hold_back(MapBench& bench) {
  bench.net.on_send = [](int, std::string_view) { return IoResult::failed(EAGAIN); };
}

TEST_CASE("close_when_done: sends what waits, then closes gently; later sends are dropped") {
  over_every_map([](MapBench& bench) {
    Sending it(bench);
    it.wire.peer.send("nobody reads this");
    hold_back(bench);
    it.channel.send("farewell");
    it.channel.close_when_done();
    it.channel.send("too late");
    bench.passes(3);
    CHECK(it.channel.is_open());
    bench.net.on_send = nullptr;
    bench.until([&] { return it.wire.peer.at_end(); });
    CHECK(it.wire.peer.received == "farewell");
    CHECK(it.wire.peer.error == 0);
    CHECK(it.channel.is_open());
    it.wire.peer.half_close();
    bench.until_empty();
    CHECK(it.channel.received.empty());
    CHECK(it.channel.count("handle_close") == 0);
  });
}

TEST_CASE("close_when_done: with nothing to send, FIN goes out at once") {
  over_every_map([](MapBench& bench) {
    Sending it(bench);
    it.channel.close_when_done();
    CHECK(bench.net.shutdowns == 1);
    it.wire.peer.half_close();
    bench.until_empty();
  });
}

TEST_CASE("close_when_done: a peer that is lost meanwhile ends it") {
  over_every_map([](MapBench& bench) {
    Sending it(bench);
    hold_back(bench);
    it.channel.send("farewell");
    it.channel.close_when_done();
    bench.net.on_send = nullptr;
    it.wire.peer.reset();
    bench.until_empty();
    CHECK(it.channel.count("handle_close") == 1);
  });
}

TEST_CASE("D18: close_all_when_done lets each one finish") {
  over_every_map([](MapBench& bench) {
    Sending busy(bench);
    Plain plain(bench);
    const Listener<> listener(bench.map);
    hold_back(bench);
    busy.channel.send("farewell");
    close_all_when_done(bench.map);
    bench.net.on_send = nullptr;
    CHECK_FALSE(listener.is_open());
    bench.until([&] { return busy.wire.peer.at_end() && plain.wire.peer.at_end(); });
    CHECK(busy.wire.peer.received == "farewell");
    busy.wire.peer.close();
    plain.wire.peer.close();
    bench.until_empty();
  });
}

// ---- write_eof ----------------------------------------------------------------------------------

TEST_CASE("write_eof: FIN follows what waits, and reading goes on") {
  over_every_map([](MapBench& bench) {
    Sending it(bench);
    hold_back(bench);
    it.channel.send("question");
    it.channel.write_eof();
    it.channel.write_eof();
    CHECK_THROWS_AS(it.channel.send("more"), std::logic_error);
    bench.net.on_send = nullptr;
    bench.until([&] { return it.wire.peer.at_end(); });
    CHECK(it.wire.peer.received == "question");
    it.channel.write_eof();
    CHECK(bench.net.shutdowns == 1);
    it.wire.peer.send("answer");
    bench.until([&] { return it.channel.received == "answer"; });
    bench.passes(5);
    CHECK(it.channel.count("handle_write") == 1);  // FIN is out: it does not ask for more room
    it.wire.peer.close();
    bench.until_empty();
    CHECK(it.channel.count("handle_close") == 1);
  });
}

TEST_CASE("write_eof: before the connection stands, it waits for that") {
  over_every_map([](MapBench& bench) {
    Collector listener(bench.map);
    Probe<DispatcherWithSend> channel(bench.map);
    channel.create_socket();
    channel.send("all I have to say");
    channel.write_eof();
    CHECK(channel.is_open());
    channel.connect(listener.address());
    bench.until([&] { return !listener.sockets.empty(); });
    test::Peer peer(bench, listener.sockets.front().release());
    bench.until([&] { return peer.at_end(); });
    CHECK(peer.received == "all I have to say");
    CHECK(channel.is_open());
  });
}

}  // namespace
}  // namespace kit
