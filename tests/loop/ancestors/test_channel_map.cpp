// ChannelMap: channels that come and go while a pass is under way.
#include "loop/ancestors/channel_map.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/channels.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::Listener;
using test::MapBench;
using test::over_every_map;
using test::Probe;
using test::Wire;
using Calls = std::vector<std::string>;

/// Two channels that both have something to read.
struct Two {
  explicit Two(MapBench& on) : bench(on) {
    first.peer.send("1");
    second.peer.send("2");
    for (const int fd : {first.end.get(), second.end.get()}) on.sockets.wait(fd, event_read);
  }
  MapBench& bench;
  Wire first{bench};
  Wire second{bench};
};

// ---- In one batch of events ---------------------------------------------------------------------

TEST_CASE("D05: a channel that another one's handler closes is not called any more") {
  over_every_map([](MapBench& bench) {
    Two two(bench);
    Probe<> one(std::move(two.first.end), bench.map);
    Probe<> other(std::move(two.second.end), bench.map);
    one.on["handle_read"] = [&] { other.close(); };
    other.on["handle_read"] = [&] { one.close(); };
    bench.passes(1);
    CHECK(one.calls.size() + other.calls.size() == 1);
    CHECK(bench.selector->events == 2);  // or the test has shown nothing
    CHECK(bench.map.size() == 1);
  });
}

TEST_CASE("D05: a channel that another one's handler destroys is not called any more") {
  over_every_map([](MapBench& bench) {
    Two two(bench);
    auto one = std::make_unique<Probe<>>(std::move(two.first.end), bench.map);
    auto other = std::make_unique<Probe<>>(std::move(two.second.end), bench.map);
    int called = 0;
    one->on["handle_read"] = [&] { ++called, other.reset(); };
    other->on["handle_read"] = [&] { ++called, one.reset(); };
    bench.passes(1);
    CHECK(bench.selector->events == 2);
    CHECK(called == 1);
    CHECK(bench.map.size() == 1);
  });
}

/// A new socket with the number `fd`, which must be free.
Socket socket_at(MapBench& bench, int fd) {
  std::vector<Socket> sockets;  // the system hands out the lowest free number
  do {
    sockets.push_back(bench.own(bench.net.socket(AF_INET).fd()));
  } while (sockets.back().get() < fd);
  return std::move(sockets.back());
}

TEST_CASE("D05: a number that is reused in the same batch does not get the old one's events") {
  over_every_map([](MapBench& bench) {
    Two two(bench);
    const Socket listening = bench.own(bench.sockets.listen());
    Probe<> one(std::move(two.first.end), bench.map);
    Probe<> other(std::move(two.second.end), bench.map);
    std::optional<Probe<>> newcomer;
    const auto replace = [&](Probe<>& victim) {
      const int number = victim.fileno();
      victim.close();
      newcomer.emplace(socket_at(bench, number), bench.map);
      CHECK(newcomer->fileno() == number);
      newcomer->connect(bench.net.sockname(listening.get()));
      one.wants_to_read = other.wants_to_read = false;
    };
    one.on["handle_read"] = [&] { replace(other); };
    other.on["handle_read"] = [&] { replace(one); };
    bench.passes(1);
    CHECK(bench.selector->events == 2);
    CHECK(one.calls.size() + other.calls.size() == 1);
    CHECK(newcomer->calls.empty());
    bench.until([&] { return newcomer->connected(); });
  });
}

TEST_CASE("D05: a channel that closes in handle_read is not asked to write") {
  over_every_map([](MapBench& bench) {
    Two two(bench);
    Probe<> channel(std::move(two.first.end), bench.map);
    channel.wants_to_write = true;
    channel.on["handle_read"] = [&] { channel.close(); };
    bench.passes(1);
    CHECK(channel.calls == Calls{"handle_read"});
  });
}

/// Gives `channel` another socket, with the same number.
void replace_socket(MapBench& bench, Dispatcher& channel) {
  const int number = channel.fileno();
  std::vector<Socket> lower;  // the system hands out the lowest free number
  do {
    lower.push_back(bench.own(bench.net.socket(AF_INET).fd()));
  } while (lower.back().get() < number);
  lower.pop_back();
  channel.close();
  channel.create_socket();
  CHECK(channel.fileno() == number);
}

TEST_CASE("D05: a channel that changes its socket in handle_read is not asked about the old one") {
  over_every_map([](MapBench& bench) {
    Two two(bench);
    Probe<> channel(std::move(two.first.end), bench.map);
    channel.wants_to_write = true;
    channel.on["handle_read"] = [&] { replace_socket(bench, channel); };
    bench.passes(1);
    CHECK(channel.calls == Calls{"handle_read"});  // and no handle_write
    CHECK(channel.is_open());
  });
}

TEST_CASE("D05: nor does one that changes it in handle_connect") {
  over_every_map([](MapBench& bench) {
    test::Collector listener(bench.map);
    Probe<> channel(bench.map);
    channel.create_socket();
    channel.connect(listener.address());
    channel.wants_to_write = true;
    channel.on["handle_connect"] = [&] { replace_socket(bench, channel); };
    listener.on["handle_accept"] = [&] {
      std::optional<Incoming> incoming = listener.accept();
      (void)bench.net.send(incoming->socket.get(), "x");
      bench.sockets.wait(channel.fileno(), event_read);
      listener.sockets.push_back(std::move(incoming->socket));
    };
    listener.handle_accept();
    bench.passes(1);
    CHECK(channel.calls == Calls{"handle_connect"});  // "x" is for the old socket
  });
}

// ---- D18 ----------------------------------------------------------------------------------------

TEST_CASE("D18: close_all closes every channel and empties the map") {
  over_every_map([](MapBench& bench) {
    Two two(bench);
    Probe<> one(std::move(two.first.end), bench.map);
    Probe<> other(std::move(two.second.end), bench.map);
    const Listener<> listener(bench.map);
    CHECK(bench.map.channels().size() == 3);
    close_all(bench.map);
    CHECK(bench.map.empty());
    CHECK(bench.map.channels().empty());
    CHECK_FALSE(one.is_open());
    CHECK_FALSE(listener.accepting());
    CHECK(one.calls.empty());
    poll_loop(bench.map);  // nothing left: returns at once
    close_all(bench.map);
  });
}

TEST_CASE("D18: close_all inside a handler ends the loop, and nobody is called any more") {
  over_every_map([](MapBench& bench) {
    Two two(bench);
    Probe<> one(std::move(two.first.end), bench.map);
    Probe<> other(std::move(two.second.end), bench.map);
    for (Probe<>* each : {&one, &other}) each->on["handle_read"] = [&] { close_all(bench.map); };
    poll_loop(bench.map, 1h);
    CHECK(one.calls.size() + other.calls.size() == 1);
  });
}

TEST_CASE("D18: a descriptor that somebody else has closed already is no obstacle") {
  over_every_map([](MapBench& bench) {
    Two two(bench);
    const Probe<> one(std::move(two.first.end), bench.map);
    const Probe<> other(std::move(two.second.end), bench.map);
    bench.passes(1);  // the selector watches both now
    bench.net.close(one.fileno());
    close_all(bench.map);
    CHECK(bench.map.empty());
    CHECK_FALSE(other.is_open());
  });
}

TEST_CASE("D18: nor does it stop the loop, which may hear of it from the selector") {
  over_every_map([](MapBench& bench) {
    Two two(bench);
    Probe<> one(std::move(two.first.end), bench.map);
    Probe<> other(std::move(two.second.end), bench.map);
    one.wants_to_read = false;
    one.wants_to_write = true;
    bench.passes(1);
    one.on["handle_write"] = [&] { one.send("x"); };
    one.wants_to_read = true;  // a change, which epoll refuses
    bench.net.close(one.fileno());
    bench.until([&] { return !one.is_open() && other.received == "2"; });
    CHECK(one.count("handle_close") == 1);
    CHECK(other.is_open());
  });
}

// ---- Which map ----------------------------------------------------------------------------------

TEST_CASE("D02: a private map is served apart from the default one, and from any other") {
  MapBench bench("sim");
  MapBench elsewhere("sim");
  Wire here(bench);
  Wire there(elsewhere);
  Probe<> one(std::move(here.end), bench.map);
  Probe<> other(std::move(there.end), elsewhere.map);
  here.peer.send("x");
  there.peer.send("y");
  bench.passes(1);
  CHECK(one.received == "x");
  CHECK(other.received.empty());
  CHECK(socket_map().empty());
}

TEST_CASE("D02: who names no map is in socket_map, of which each thread has its own") {
  ChannelMap& mine = socket_map();
  Probe<> channel;
  channel.create_socket();
  CHECK(&channel.map() == &mine);
  CHECK(mine.size() == 1);
  bool empty = false;
  const ChannelMap* theirs = nullptr;
  std::thread([&] {
    theirs = &socket_map();
    empty = socket_map().empty();
  }).join();
  CHECK(theirs != &mine);
  CHECK(empty);
  close_all();
  CHECK(mine.empty());
  CHECK_FALSE(channel.is_open());
}

}  // namespace
}  // namespace kit
