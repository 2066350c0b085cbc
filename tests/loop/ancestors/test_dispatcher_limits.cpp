// Dispatchers at the limits of the system: no descriptor left, descriptors too high for select(2),
// a thousand connections.
#include <doctest/doctest.h>
#include <fcntl.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "loop/ancestors/dispatcher_with_send.hpp"
#include "loop/os/fd.hpp"
#include "tests/support/channels.hpp"
#include "tests/support/descriptors.hpp"
#include "tests/support/pairs.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::Collector;
using test::Listener;
using test::ManyDescriptors;
using test::MapBench;
using test::over_every_map;
using test::Peer;
using test::Probe;
using test::Wire;

class Echo : public DispatcherWithSend {
 public:
  using DispatcherWithSend::DispatcherWithSend;
  void handle_read() override { send(recv(8192)); }
};

// ---- No descriptor left -------------------------------------------------------------------------

TEST_CASE("D12: out of descriptors, a listener says so once and tries again every second") {
  MapBench bench("sim");
  Collector listener(bench.map);
  Wire wire(bench);
  Echo echo(std::move(wire.end), bench.map);
  Peer client(bench, bench.sockets.connect(listener.address()));
  bench.sockets.network().set_descriptor_limit(bench.sockets.network().open_descriptors());
  const TimePoint start = bench.clock.now();

  bench.passes(10);
  CHECK(bench.net.accepts == 1);
  CHECK(listener.lines.size() == 1);
  CHECK(
      listener.says("error: accept is out of system resources, trying again every second: accept"
                    " on 127.0.0.1:"));
  CHECK(listener.is_open());
  CHECK(listener.sockets.empty());

  // Meanwhile the others are served.
  wire.peer.send("ping");
  bench.until([&] { return wire.peer.has("ping"); });
  CHECK(bench.net.accepts == 1);

  // Nobody else has anything to do: it sleeps until then, not an hour.
  poll_loop(bench.map, 1h, false, 1);
  CHECK(bench.clock.now() - start == 1s);
  bench.passes(10);
  CHECK(bench.net.accepts == 2);
  CHECK(listener.lines.size() == 1);

  bench.sockets.network().set_descriptor_limit(1000);
  poll_loop(bench.map, 1h, false, 2);
  CHECK(bench.clock.now() - start == 2s);
  CHECK(listener.sockets.size() == 1);

  // The next time it is news again.
  Peer second(bench, bench.sockets.connect(listener.address()));
  bench.sockets.network().set_descriptor_limit(bench.sockets.network().open_descriptors());
  bench.passes(1);
  CHECK(listener.lines.size() == 2);
}

TEST_CASE("D12: who closes a listener that rests may use the channel again, as if new") {
  MapBench bench("sim");
  Collector listener(bench.map);
  Peer client(bench, bench.sockets.connect(listener.address()));
  bench.net.on_accept = [](int) { return IoResult::failed(ENOMEM); };
  bench.passes(1);
  REQUIRE(listener.lines.size() == 1);
  listener.close();

  listener.create_socket();
  listener.bind(Address::ip("127.0.0.1", 0));
  listener.listen();
  Peer next(bench, bench.sockets.connect(listener.address()));
  bench.passes(1);  // it does not wait until a second has passed, and it has not said it yet
  CHECK(bench.net.accepts == 2);
  CHECK(listener.lines.size() == 2);
}

TEST_CASE("D12: and so with the system's own descriptors") {
  over_every_map([](MapBench& bench) {
    if (bench.sockets.simulated()) return;
    Collector listener(bench.map);
    Peer client(bench, bench.sockets.connect(listener.address()));
    bench.sockets.wait(listener.fileno(), event_read);
    {
      const test::NoMoreDescriptors none_left;
      bench.passes(10);
      bench.clock.advance(1s);
      bench.passes(10);
    }
    CHECK(bench.net.accepts == 2);
    CHECK(listener.lines.size() == 1);
    bench.clock.advance(1s);
    bench.passes(2);
    CHECK(listener.sockets.size() == 1);
  });
}

// ---- Too high for select ------------------------------------------------------------------------

/// The same socket at 1024 or above; -1 when this system allows no such descriptor.
int high_copy(int fd) { return ::fcntl(fd, F_DUPFD_CLOEXEC, 1024); }

/// True, with a message, when there is nothing to test.
bool no_high_descriptors() {
  const Fd high(high_copy(0));
  if (!high) MESSAGE("not tested: this system allows no descriptor of 1024");
  return !high;
}

TEST_CASE("D02: select refuses descriptor 1024 and closes that channel; poll takes it") {
  const ManyDescriptors many;
  if (no_high_descriptors()) return;
  for (const bool use_poll : {false, true}) {
    CAPTURE(use_poll);
    MapBench bench("poll");  // for the sockets
    ChannelMap map;
    Wire high(bench);
    Wire low(bench);
    Probe<> first(Socket(os_net(), high_copy(high.end.get())), map);
    high.end.close();
    Probe<> second(std::move(low.end), map);
    high.peer.send("high");
    low.peer.send("low");
    while (first.received.empty() && first.is_open()) poll_loop(map, 1ms, use_poll, 1);
    while (second.received.empty()) poll_loop(map, 1ms, use_poll, 1);
    CHECK(second.received == "low");
    CHECK(second.calls.size() == 1);
    CHECK(first.is_open() == use_poll);
    CHECK(first.received == (use_poll ? "high" : ""));
    CHECK(first.says("select() takes descriptors below 1024, this one is ") == !use_poll);
    CHECK(first.says("use the selector poll") == !use_poll);
  }
}

/// Its first connection gets a high descriptor.
class HighFirst : public Listener<> {
 public:
  using Listener<>::Listener;
  void handle_accepted(Socket socket, const Address&) override {
    if (std::exchange(first_, false)) socket = Socket(os_net(), high_copy(socket.get()));
    auto channel = std::make_unique<Probe<>>(std::move(socket), map());
    channel->on["handle_read"] = [it = channel.get()] { it->send(it->recv(100)); };
    channel->on["handle_error"] = [this, it = channel.get()] {
      reports.push_back(it->error);
      it->close();
    };
    map().adopt(std::move(channel));
  }
  std::vector<std::string> reports;

 private:
  bool first_ = true;
};

TEST_CASE("D02: select closes a client that is too high, and the listener takes the next") {
  const ManyDescriptors many;
  if (no_high_descriptors()) return;
  MapBench bench("select");
  HighFirst listener(bench.map);
  Peer first(bench, bench.sockets.connect(listener.address()));
  bench.until([&] { return first.at_end(); });
  CHECK(listener.reports.size() == 1);
  CHECK(listener.reports.front().find("select() takes descriptors below 1024") == 0);
  CHECK(listener.calls == std::vector<std::string>{"handle_accept"});
  Peer second(bench, bench.sockets.connect(listener.address()));
  second.send("ping");
  bench.until([&] { return second.has("ping"); });
  CHECK(bench.map.size() == 2);
}

TEST_CASE("D02: a listener that is too high itself is closed: it could never accept") {
  const ManyDescriptors many;
  if (no_high_descriptors()) return;
  MapBench bench("select");
  Probe<> listener(bench.own(high_copy(Fd(bench.sockets.listen()).get())), bench.map);
  listener.listen();
  bench.passes(2);
  CHECK(bench.map.empty());
  CHECK(listener.count("handle_error") == 1);
}

// ---- A thousand connections ---------------------------------------------------------------------

TEST_CASE("D02: a thousand connections under poll") {
  constexpr std::size_t count = 1000;
  const ManyDescriptors many;
  if (Fd(::fcntl(0, F_DUPFD_CLOEXEC, 3000)).get() < 0) {
    MESSAGE("not tested: this system allows no 3000 descriptors");
    return;
  }
  ChannelMap map;
  std::vector<Socket> peers;
  for (std::size_t i = 0; i < count; ++i) {
    const std::array<int, 2> pair = test::make_pair(os_net());
    peers.emplace_back(os_net(), pair[0]);
    map.adopt(std::make_unique<Echo>(Socket(os_net(), pair[1]), map));
  }
  CHECK(map.size() == count);
  for (std::size_t i = 0; i < count; ++i)
    REQUIRE(os_net().send(peers[i].get(), "I am " + std::to_string(i)).is_ok());
  poll_loop(map, 0s, true, 2);  // between Unix sockets what was sent has come
  for (std::size_t i = 0; i < count; ++i)
    CHECK(test::receive(os_net(), peers[i].get()) == "I am " + std::to_string(i));
  peers.clear();
  poll_loop(map, 1s, true);
  CHECK(map.empty());
}

}  // namespace
}  // namespace kit
