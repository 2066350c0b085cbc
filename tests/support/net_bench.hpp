// A network to test: the system's, or the simulated one, and how to wait for it.
#pragma once

#include <doctest/doctest.h>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "loop/os/net.hpp"
#include "loop/selectors/selector.hpp"
#include "loop/sim/selector.hpp"

namespace kit::test {

class NetBench {
 public:
  explicit NetBench(bool simulated)
      : simulated_(simulated),
        selector_(simulated ? std::make_unique<sim::SimSelector>(
                                  clock_, network_, [] { return std::string("deadlock"); })
                            : make_selector("poll")) {}
  NetBench(const NetBench&) = delete;
  NetBench& operator=(const NetBench&) = delete;

  bool simulated() const { return simulated_; }
  Net& net() { return simulated_ ? static_cast<Net&>(network_) : os_net(); }
  sim::Network& network() { return network_; }

  /// Until `fd` is ready for one of `events`. Even on one machine, TCP may take a moment.
  void wait(int fd, Events events) {
    selector_->register_fd(fd, events);
    while (selector_->select(std::nullopt).empty()) continue;
    selector_->unregister(fd);
  }

  /// A socket that listens; with port 0, the system chooses.
  int listen(const Address& address = Address::ip("127.0.0.1", 0), int backlog = 16) {
    const int fd = net().socket(address.family()).fd();
    REQUIRE(net().set_option(fd, SocketOption::reuse_address, true).is_ok());
    REQUIRE(net().bind(fd, address).is_ok());
    REQUIRE(net().listen(fd, backlog).is_ok());
    return fd;
  }

  /// A socket that is connected to `address`.
  int connect(const Address& address) {
    const int fd = net().socket(address.family()).fd();
    const IoResult result = net().connect(fd, address);
    if (result.would_block()) wait(fd, event_write);
    REQUIRE(net().socket_error(fd) == 0);
    return fd;
  }

  int accept(int listener) {
    Address peer;
    wait(listener, event_read);
    const IoResult result = net().accept(listener, peer);
    REQUIRE(result.is_ok());
    return result.fd();
  }

  /// What comes next: bytes, or "" at end of file. Waits for it.
  std::string read(int fd) {
    wait(fd, event_read);
    std::array<std::byte, 65536> room;
    const IoResult result = net().recv(fd, room);
    REQUIRE(result.is_ok());
    return std::string(reinterpret_cast<const char*>(room.data()), result.bytes());
  }

  /// The errno of the next read; 0 if it succeeds. Waits for it.
  int read_error(int fd) {
    wait(fd, event_read);
    std::array<std::byte, 1> room;
    return net().recv(fd, room).error();
  }

 private:
  bool simulated_;
  sim::VirtualClock clock_;
  sim::Network network_;
  std::unique_ptr<Selector> selector_;
};

/// A listener with one connection: `client` called, `server` was accepted.
struct Line {
  explicit Line(NetBench& on) : bench(on) {}
  ~Line() {
    for (const int fd : {listener, client, server})
      if (fd >= 0) bench.net().close(fd);
  }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  void close(int& fd) { bench.net().close(std::exchange(fd, -1)); }
  void reset(int& fd) { bench.net().reset(std::exchange(fd, -1)); }

  NetBench& bench;
  int listener = bench.listen();
  int client = bench.connect(bench.net().sockname(listener));
  int server = bench.accept(listener);
};

inline void over_both_nets(const std::function<void(NetBench&)>& test) {
  for (const bool simulated : {false, true}) {
    CAPTURE(simulated);
    NetBench bench(simulated);
    test(bench);
  }
}

}  // namespace kit::test
