// Channels to test: a map over each of the selectors, a channel that writes down what happens to
// it, and the plain socket at its other end.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "loop/ancestors/dispatcher.hpp"
#include "tests/support/counting_selector.hpp"
#include "tests/support/net_bench.hpp"
#include "tests/support/scripted_net.hpp"

namespace kit::test {

/// A channel map with one selector of this system, or simulated, and the net that belongs to it.
/// The clock is simulated in any case, so that no machine is too slow for a limit of two seconds.
class MapBench {
 public:
  explicit MapBench(const std::string& name)
      : sockets(name == "sim"),
        net(sockets.net()),
        selector(new CountingSelector(name == "sim" ? simulated_selector() : make_selector(name))),
        map(std::unique_ptr<Selector>(selector), net, clock) {
    selector->most_waits = 100'000;  // of a millisecond each, while nothing happens
  }

  /// So many passes, which do not wait.
  void passes(int count) { poll_loop(map, Duration::zero(), false, count); }

  /// Passes until `done`. The test fails when it never is: the selector counts. The system's
  /// network may take a moment.
  void until(const std::function<bool()>& done) {
    const Duration moment = sockets.simulated() ? Duration::zero() : std::chrono::milliseconds(1);
    while (!done()) {
      REQUIRE(!map.empty());
      poll_loop(map, moment, false, 1);
    }
  }
  void until_empty() {
    const Duration moment = sockets.simulated() ? Duration::zero() : std::chrono::milliseconds(1);
    while (!map.empty()) poll_loop(map, moment, false, 1);
  }

  /// A socket of this net that owns `fd`.
  Socket own(int fd) { return Socket(net, fd); }

  NetBench sockets;  // for the other ends
  ScriptedNet net;
  sim::VirtualClock clock;
  CountingSelector* selector;  // the map owns it
  ChannelMap map;

 private:
  std::unique_ptr<Selector> simulated_selector() {
    return std::make_unique<sim::SimSelector>(clock, sockets.network(),
                                              [] { return std::string("deadlock"); });
  }
};

inline void over_every_map(const std::function<void(MapBench&)>& test) {
  std::vector<std::string> names = available_selectors();
  names.push_back("sim");
  for (const std::string& name : names) {
    CAPTURE(name);
    MapBench bench(name);
    test(bench);
  }
}

/// The other end of a channel: a plain socket, in the hands of the test.
class Peer {
 public:
  Peer(MapBench& bench, int fd) : bench_(bench), socket_(bench.own(fd)) {}

  int fd() const { return socket_.get(); }
  void send(std::string_view text) {
    const IoResult sent = socket_.net().send(fd(), text);
    REQUIRE(sent.is_ok());
    REQUIRE(sent.bytes() == text.size());
  }
  void half_close() { REQUIRE(socket_.net().shutdown_write(fd()).is_ok()); }
  void close() { socket_.close(); }
  void reset() { socket_.net().reset(socket_.release()); }

  /// Takes what has come, without waiting.
  void take() {
    std::vector<std::byte> room(65536);
    for (;;) {
      const IoResult got = socket_.net().recv(fd(), room);
      if (!got.is_ok() && !got.would_block()) error = got.error();
      if (got.is_ok() && got.bytes() == 0) eof = true;
      if (!got.is_ok() || got.bytes() == 0) return;
      received.append(reinterpret_cast<const char*>(room.data()), got.bytes());
    }
  }
  /// Takes all there is until the end, and waits for it. The loop does not run meanwhile.
  void take_to_end() {
    while (!at_end()) bench_.sockets.wait(fd(), event_read);
  }
  bool has(std::string_view text) {
    take();
    return received == text;
  }
  bool at_end() {
    take();
    return eof || error != 0;
  }

  std::string received;
  bool eof = false;
  int error = 0;

 private:
  MapBench& bench_;
  Socket socket_;
};

/// A connection over the loopback: one end for a channel, the other for the test.
struct Wire {
  explicit Wire(MapBench& bench) : Wire(bench, bench.sockets.listen()) {}
  Socket end;  // the accepted one
  Peer peer;

 private:
  Wire(MapBench& bench, int listener)
      : peer(bench, bench.sockets.connect(bench.sockets.net().sockname(listener))) {
    end = bench.own(bench.sockets.accept(listener));
    bench.sockets.net().close(listener);
  }
};

/// Writes down what is called, and does what the test says instead of what its base would do.
template <class Base = Dispatcher>
class Probe : public Base {
 public:
  using Base::Base;

  std::vector<std::string> calls;  // "handle_read", ...
  std::vector<std::string> lines;  // what it logs: "error: text"
  std::string received;
  std::string error;  // the last that handle_error got
  bool wants_to_read = true;
  bool wants_to_write = false;
  /// By name of the function; runs instead of it.
  std::map<std::string, std::function<void()>> on;

  int count(std::string_view name) const {
    return static_cast<int>(std::count(calls.begin(), calls.end(), name));
  }
  /// One line contains `text`.
  bool says(std::string_view text) const {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const std::string& line) { return line.find(text) != line.npos; });
  }
  using Base::eof;
  using Base::lost;

  bool readable() override {
    run("readable", [] {});
    return wants_to_read && Base::readable();
  }
  bool writable() override {
    run("writable", [] {});
    // A plain one always wants to write, which is of no use to most tests.
    return wants_to_write || (!std::is_same_v<Base, Dispatcher> && Base::writable());
  }
  void handle_read() override {
    called("handle_read", [this] { received += this->recv(4096); });
  }
  void handle_write() override {
    called("handle_write", [this] { Base::handle_write(); });
  }
  void handle_expt() override {
    called("handle_expt", [this] { Base::handle_expt(); });
  }
  void handle_connect() override {
    called("handle_connect", [this] { Base::handle_connect(); });
  }
  void handle_close() override {
    called("handle_close", [this] { Base::handle_close(); });
  }
  void handle_error(const std::exception_ptr& what) override {
    error = describe(what);
    called("handle_error", [&] { Base::handle_error(what); });
  }
  void handle_accept() override {
    called("handle_accept", [this] { Base::handle_accept(); });
  }
  void handle_accepted(Socket socket, const Address& address) override {
    called("handle_accepted", [&] { Base::handle_accepted(std::move(socket), address); });
  }
  void log(std::string_view text) override { lines.push_back("log: " + std::string(text)); }
  void log_info(std::string_view text, std::string_view type) override {
    lines.push_back(std::string(type) + ": " + std::string(text));
  }

 private:
  template <class Default>
  void called(const std::string& name, Default usual) {
    calls.push_back(name);
    run(name, usual);
  }
  template <class Default>
  void run(const std::string& name, Default usual) {
    const auto found = on.find(name);
    if (found == on.end()) return usual();
    const std::function<void()> instead = found->second;  // which may replace itself
    instead();
  }
};

/// A probe that is connected to a peer.
template <class Base = Dispatcher>
struct Connected {
  explicit Connected(MapBench& on) : bench(on) {}
  /// What the simulated clock shows, since the beginning.
  Duration elapsed() const { return bench.clock.now() - TimePoint(); }

  MapBench& bench;
  Wire wire{bench};
  Probe<Base> channel{std::move(wire.end), bench.map};
};

/// A probe that listens on the loopback.
template <class Base = Dispatcher>
class Listener : public Probe<Base> {
 public:
  explicit Listener(ChannelMap& map, int backlog = 16) : Probe<Base>(map) {
    this->create_socket();
    this->set_reuse_addr();
    this->bind(Address::ip("127.0.0.1", 0));
    this->listen(backlog);
  }
};

/// A listener that keeps what it accepts.
class Collector : public Listener<> {
 public:
  using Listener<>::Listener;
  void handle_accepted(Socket socket, const Address& address) override {
    sockets.push_back(std::move(socket));
    addresses.push_back(address);
  }
  std::vector<Socket> sockets;
  std::vector<Address> addresses;
};

}  // namespace kit::test
