// Dispatcher: connections that are accepted, and connections that are made.
#include <doctest/doctest.h>

#include <cerrno>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "loop/ancestors/dispatcher.hpp"
#include "tests/support/channels.hpp"
#include "tests/support/folder.hpp"

namespace kit {
namespace {

using test::Collector;
using test::Listener;
using test::MapBench;
using test::over_every_map;
using test::Peer;
using test::Probe;
using Calls = std::vector<std::string>;

TEST_CASE("D06: a listener accepts, and hands over the socket and where it comes from") {
  over_every_map([](MapBench& bench) {
    Listener<> listener(bench.map);
    CHECK(listener.accepting());
    CHECK(listener.address().port() != 0);
    Peer client(bench, bench.sockets.connect(listener.address()));
    bench.until([&] { return listener.count("handle_accepted") == 1; });
    CHECK(listener.calls == Calls{"handle_accept", "handle_accepted"});
  });
}

TEST_CASE("D06: what handle_accepted gets is connected to the one who called") {
  over_every_map([](MapBench& bench) {
    Collector listener(bench.map);
    Peer client(bench, bench.sockets.connect(listener.address()));
    bench.until([&] { return !listener.sockets.empty(); });
    CHECK(listener.addresses.front() == bench.net.sockname(client.fd()));
    CHECK(bench.net.is_nonblocking(listener.sockets.front().get()));
    client.send("hello");
    CHECK(bench.sockets.read(listener.sockets.front().get()) == "hello");
  });
}

TEST_CASE("D06: one event accepts all who wait, up to a hundred, so that nobody else waits long") {
  MapBench bench("sim");
  Listener<> listener(bench.map, 200);
  std::deque<Peer> clients;
  for (int i = 0; i < 150; ++i)
    clients.emplace_back(bench, bench.sockets.connect(listener.address()));
  bench.passes(1);
  CHECK(listener.count("handle_accepted") == 100);
  bench.passes(1);
  CHECK(listener.count("handle_accepted") == 150);
  CHECK(listener.count("handle_accept") == 2);
}

TEST_CASE("D06: a listener that closes in handle_accepted accepts nobody else") {
  MapBench bench("sim");
  Listener<> listener(bench.map);
  listener.on["handle_accepted"] = [&] { listener.close(); };
  const Peer one(bench, bench.sockets.connect(listener.address()));
  const Peer other(bench, bench.sockets.connect(listener.address()));
  bench.until_empty();
  CHECK(listener.calls == Calls{"handle_accept", "handle_accepted"});
}

TEST_CASE("D06: accept() gives nothing when nobody is there, or no longer") {
  MapBench bench("sim");
  Collector listener(bench.map);
  CHECK_FALSE(listener.accept());
  Peer client(bench, bench.sockets.connect(listener.address()));
  bench.net.on_accept = [](int) { return IoResult::failed(ECONNABORTED); };
  CHECK_FALSE(listener.accept());
  bench.net.on_accept = [](int) { return IoResult::failed(EINVAL); };
  CHECK_THROWS_AS((void)listener.accept(), OSError);
  bench.net.on_accept = nullptr;
  CHECK(listener.accept().has_value());
  CHECK(listener.lines.empty());
  CHECK(listener.is_open());
}

TEST_CASE("D07: by default the new connection is closed again, with a warning") {
  over_every_map([](MapBench& bench) {
    Listener<> listener(bench.map);
    Peer client(bench, bench.sockets.connect(listener.address()));
    bench.until([&] { return client.at_end(); });
    CHECK(client.eof);
    CHECK(listener.lines == Calls{"warning: unhandled accepted event"});
    CHECK(listener.is_open());
  });
}

TEST_CASE("D07: handle_accept can be overridden, and calls accept() itself") {
  over_every_map([](MapBench& bench) {
    Listener<> listener(bench.map);
    std::optional<Incoming> incoming;
    listener.on["handle_accept"] = [&] { incoming = listener.accept(); };
    Peer client(bench, bench.sockets.connect(listener.address()));
    bench.until([&] { return incoming.has_value(); });
    CHECK(incoming->address == bench.net.sockname(client.fd()));
    CHECK(listener.count("handle_accepted") == 0);
  });
}

TEST_CASE("D08: who connects hears of it once, before anything else") {
  over_every_map([](MapBench& bench) {
    Collector listener(bench.map);
    Probe<> channel(bench.map);
    channel.create_socket();
    channel.connect(listener.address());
    CHECK_FALSE(channel.connected());
    CHECK(channel.address() == listener.address());
    // Nobody wants to write; the end of a connect is heard all the same.
    bench.until([&] { return channel.connected() && !listener.sockets.empty(); });
    CHECK_FALSE(channel.connecting());
    // As in asyncore, there is also room to write now.
    CHECK(channel.calls == Calls{"handle_connect", "handle_write"});
    Peer client(bench, listener.sockets.front().release());
    client.send("welcome");
    bench.until([&] { return channel.received == "welcome"; });
    CHECK(channel.count("handle_connect") == 1);
  });
}

TEST_CASE("D08: who may not connect gets an error that names the address, and closes") {
  over_every_map([](MapBench& bench) {
    const int gone = bench.sockets.listen();
    const Address address = bench.net.sockname(gone);
    bench.net.close(gone);
    Probe<> channel(bench.map);
    channel.create_socket();
    channel.connect(address);
    bench.until_empty();
    CHECK(channel.calls == Calls{"handle_error", "handle_close"});
    CHECK(channel.error.find("connect to " + address.str()) == 0);
    CHECK(channel.error.find("refused") != std::string::npos);
    CHECK_FALSE(channel.connected());
    CHECK_FALSE(channel.connecting());
  });
}

TEST_CASE("D08: a connect that succeeds at once is heard of in the next pass") {
  const test::Folder folder;
  const Address address = Address::unix_path(folder / "s");
  ChannelMap map;
  Probe<> listener(map);
  listener.create_socket(AF_UNIX);
  listener.bind(address);
  listener.listen();
  Probe<> channel(map);
  channel.create_socket(AF_UNIX);
  channel.connect(address);
  CHECK(channel.calls.empty());
  poll_loop(map, Duration::zero(), true, 1);
  CHECK(channel.calls.front() == "handle_connect");
  CHECK(channel.connected());
}

TEST_CASE("D08: and so is one of a socket that is connected already") {
  over_every_map([](MapBench& bench) {
    test::Connected<> it(bench);
    it.channel.connect(it.channel.address());
    bench.until([&] { return it.channel.connected(); });
    CHECK(it.channel.calls == Calls{"handle_connect", "handle_write"});
  });
}

TEST_CASE("D08: a Unix listener whose backlog is full is an error, and nothing is under way") {
  const test::Folder folder;
  const Address address = Address::unix_path(folder / "s");
  ChannelMap map;
  Probe<> listener(map);
  listener.create_socket(AF_UNIX);
  listener.bind(address);
  listener.listen(1);
  std::deque<Probe<>> channels;
  const auto connect_one_more = [&] {
    channels.emplace_back(map).create_socket(AF_UNIX);
    channels.back().connect(address);
  };
  const auto connect_many = [&] {
    for (int i = 0; i < 100; ++i) connect_one_more();
  };
  listener.on["handle_accept"] = [] {};  // it lets them wait
  // In a handler, where the loop lets a BlockingIOError pass: nobody would hear of it.
  Probe<> trying(map);
  trying.create_socket(AF_UNIX);
  trying.connect(address);
  trying.on["handle_connect"] = connect_many;
  poll_loop(map, Duration::zero(), true, 1);
  CHECK(trying.count("handle_error") == 1);
  CHECK(trying.error.find("connect to unix:") == 0);
  CHECK_FALSE(channels.back().connecting());
}

TEST_CASE("D08: who closes while it connects has nothing left of it") {
  over_every_map([](MapBench& bench) {
    const Listener<> listener(bench.map);
    Probe<> channel(bench.map);
    channel.create_socket();
    channel.connect(listener.address());
    CHECK(channel.connecting());
    channel.close();
    CHECK_FALSE(channel.connecting());
    channel.create_socket();
    bench.passes(2);
    CHECK(channel.count("handle_connect") == 0);
  });
}

TEST_CASE("D08: what the system refuses at once is thrown, with the address") {
  ChannelMap map;
  Probe<> channel(map);
  channel.create_socket(AF_UNIX);
  const Address nowhere = Address::unix_path("/nowhere/at/all");
  CHECK_THROWS_WITH_AS(channel.connect(nowhere), doctest::Contains("connect to unix:/nowhere"),
                       OSError);
  CHECK_THROWS_WITH_AS(channel.bind(nowhere), doctest::Contains("listen on unix:/nowhere"),
                       OSError);
  CHECK(channel.is_open());
  CHECK_FALSE(channel.connecting());
}

}  // namespace
}  // namespace kit
