// The world of lesson 5's tests: a simulated network, one pass at a time, and what happens in it in
// words, so that a failing test can show it.
#pragma once

#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "loop/ancestors/dispatcher_with_send.hpp"
#include "tests/support/channels.hpp"
#include "tests/support/pairs.hpp"

namespace kit::lesson {

inline std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    if (!word.empty()) text += (text.empty() ? "" : ", ") + word;
  return text;
}

struct Bench : test::MapBench {
  Bench() : MapBench("sim") {}
  /// The first half of a pass: each channel is asked what it waits for. Nothing is called.
  void ask() {
    struct Enough {};
    selector->before_wait = [](auto) { throw Enough(); };
    CHECK_THROWS_AS(passes(1), Enough);
    selector->before_wait = nullptr;
  }
  /// What the selector is asked to watch for.
  std::string watched(const Dispatcher& channel) const {
    Events events = 0;
    for (const SelectorKey& key : selector->get_map())
      if (key.fd == channel.fileno()) events = key.events;
    return joined({events & event_read ? "read" : "", events & event_priority ? "priority" : "",
                   events & event_write ? "write" : ""});
  }
  /// A port where nobody listens.
  Address nowhere() {
    const int gone = sockets.listen();
    const Address address = net.sockname(gone);
    net.close(gone);
    return address;
  }
};

/// A channel and its peer.
template <class Base = Dispatcher>
struct Connected {
  explicit Connected(Bench& bench) : wire(bench), channel(std::move(wire.end), bench.map) {}
  test::Wire wire;
  test::Peer& peer = wire.peer;
  test::Probe<Base> channel;
  std::string calls() const { return joined(channel.calls); }  // in order
};

/// A test begins with an empty network, or with Alice's channel and her end of the line.
struct World {
  Bench bench;
};
template <class Base>
struct Alice : World {
  Connected<Base> alice{bench};
};
using Plain = Alice<Dispatcher>;
using Buffered = Alice<DispatcherWithSend>;

/// A channel that connects.
template <class Base = Dispatcher>
struct Client : test::Probe<Base> {
  Client(Bench& bench, const Address& address) : test::Probe<Base>(bench.map) {
    this->create_socket();
    this->connect(address);
  }
};

/// A channel, connected, that has the descriptor `number`; that must be free.
class Newcomer {
 public:
  Newcomer(Bench& bench, int number) : Newcomer(bench, test::make_pair_at(bench.net, number)) {}

 private:
  Newcomer(Bench& bench, const std::array<int, 2>& pair)
      : peer_(bench, pair[1]), channel(bench.own(pair[0]), bench.map) {}
  test::Peer peer_;

 public:
  test::Probe<> channel;
};

inline std::string state_of(const Dispatcher& channel) {
  if (!channel.is_open()) return "closed";
  if (channel.connecting()) return "connecting";
  return channel.connected() ? "connected" : "not connected";
}

/// Says of each descriptor that it is ready for everything.
class EverythingReady final : public Selector {
  std::string_view name() const noexcept override { return "everything"; }
  int change(const SelectorKey&, const SelectorKey&) override { return 0; }
  int wait(std::optional<Duration>, std::vector<SelectorKey>& ready) override {
    ready = get_map();
    for (SelectorKey& key : ready) key.events = event_read | event_write | event_priority;
    return 0;
  }
};

/// What recv does, in words.
inline std::string recv_of(Dispatcher& channel) {
  const auto name = [](int error) {
    return error == EAGAIN ? "EAGAIN" : error == EIO ? "EIO" : std::to_string(error);
  };
  try {
    return "returns " + std::to_string(channel.recv(100).size()) + " bytes";
  } catch (const BlockingIOError&) {
    return "throws a BlockingIOError";
  } catch (const OSError& error) {
    return "throws an OSError: " + name(error.error_number());
  } catch (int error) {
    return "throws an int: " + name(error);
  }
}

/// From now on the system takes at most so many bytes of each send.
inline void take_at_most(Bench& bench, std::size_t size) {
  bench.net.on_send = [&bench, size](int fd, std::string_view bytes) {
    if (size == 0) return IoResult::failed(EAGAIN);
    return bench.net.below().send(fd, bytes.substr(0, size));
  };
}

}  // namespace kit::lesson
