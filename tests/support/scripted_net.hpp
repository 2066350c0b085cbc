// A Net that asks the test before it asks the system below: for short writes, EAGAIN and errors at
// a chosen moment, and for counting calls.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "loop/event_loop.hpp"
#include "loop/os/net.hpp"
#include "loop/sim/clock.hpp"
#include "loop/sim/network.hpp"
#include "loop/sim/selector.hpp"
#include "loop/tasks/run.hpp"

namespace kit::test {

class ScriptedNet final : public Net {
 public:
  explicit ScriptedNet(Net& below) : below_(below) {}

  /// The real thing, for scripts that change a call and pass it on.
  Net& below() const { return below_; }

  // What a call gives instead of the real thing; none: the real thing. Empty: always that.

  std::function<std::optional<IoResult>(int fd, std::string_view bytes)> on_send;
  std::function<std::optional<IoResult>(int fd, std::span<std::byte> room)> on_recv;
  std::function<std::optional<IoResult>(int fd)> on_accept;
  std::function<std::optional<IoResult>(int fd)> on_listen;

  // What was called.

  int accepts = 0;
  int recvs = 0;
  int sends = 0;
  int shutdowns = 0;
  std::vector<std::pair<SocketOption, bool>> options;
  std::vector<int> backlogs;

  IoResult socket(int family) override { return below_.socket(family); }
  IoResult bind(int fd, const Address& address) override { return below_.bind(fd, address); }
  IoResult listen(int fd, int backlog) override {
    backlogs.push_back(backlog);
    const std::optional<IoResult> scripted = on_listen ? on_listen(fd) : std::nullopt;
    return scripted ? *scripted : below_.listen(fd, backlog);
  }
  IoResult accept(int fd, Address& peer) override {
    ++accepts;
    const std::optional<IoResult> scripted = on_accept ? on_accept(fd) : std::nullopt;
    return scripted ? *scripted : below_.accept(fd, peer);
  }
  IoResult connect(int fd, const Address& address) override { return below_.connect(fd, address); }
  int socket_error(int fd) override { return below_.socket_error(fd); }
  IoResult recv(int fd, std::span<std::byte> room) override {
    ++recvs;
    const std::optional<IoResult> scripted = on_recv ? on_recv(fd, room) : std::nullopt;
    return scripted ? *scripted : below_.recv(fd, room);
  }
  IoResult recv_urgent(int fd, std::byte& byte) override { return below_.recv_urgent(fd, byte); }
  IoResult send(int fd, std::string_view bytes) override {
    ++sends;
    const std::optional<IoResult> scripted = on_send ? on_send(fd, bytes) : std::nullopt;
    return scripted ? *scripted : below_.send(fd, bytes);
  }
  IoResult shutdown_write(int fd) override {
    ++shutdowns;
    return below_.shutdown_write(fd);
  }
  std::size_t unsent(int fd) override { return below_.unsent(fd); }
  void close(int fd) noexcept override { below_.close(fd); }
  void reset(int fd) noexcept override { below_.reset(fd); }
  IoResult set_option(int fd, SocketOption option, bool on) override {
    options.emplace_back(option, on);
    return below_.set_option(fd, option, on);
  }
  bool is_nonblocking(int fd) override { return below_.is_nonblocking(fd); }
  Address sockname(int fd) override { return below_.sockname(fd); }
  Address peername(int fd) override { return below_.peername(fd); }
  IoResult socketpair(std::array<int, 2>& pair) override { return below_.socketpair(pair); }

 private:
  Net& below_;
};

/// A simulated world whose net follows a script.
class ScriptedWorld {
 public:
  explicit ScriptedWorld(std::size_t capacity = 65536) : network_(capacity) {}

  sim::VirtualClock& clock() { return clock_; }
  sim::Network& network() { return network_; }
  ScriptedNet& net() { return net_; }
  EventLoop& loop() { return loop_; }

  template <class T>
  T run(Task<T> main) {
    return kit::run(loop_, std::move(main));
  }

 private:
  sim::VirtualClock clock_;
  sim::Network network_;
  ScriptedNet net_{network_};
  EventLoop loop_{std::make_unique<sim::SimSelector>(
                      clock_, network_, [] { return std::string("nothing can wake the loop"); }),
                  clock_, net_};
};

}  // namespace kit::test
