// ChannelMap: the channels that one poll_loop serves, by descriptor.
//
// asyncore's `socket_map`, with the selector that watches them. Who owns what: a channel owns its
// socket and stands in its map while that is open. The map does not own the channels, except those
// that were given to it with adopt(): the handlers of single clients, which nobody else keeps.
// Those are freed once they have closed, at the end of a pass, so never under a running call.
// Does not belong here: what a channel does with an event (dispatcher).
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "loop/os/clock.hpp"
#include "loop/os/net.hpp"
#include "loop/selectors/selector.hpp"

namespace kit {

class Dispatcher;

/// Outlives its channels. For one thread.
class ChannelMap {
 public:
  /// The system's sockets; poll_loop says whether select(2) or poll(2) watches them.
  ChannelMap();
  /// Watched by `selector`, whatever poll_loop says: epoll, say, or a simulated one.
  explicit ChannelMap(std::unique_ptr<Selector> selector, Net& net = os_net(),
                      Clock& clock = monotonic_clock());
  /// Closes all channels.
  ~ChannelMap();
  ChannelMap(const ChannelMap&) = delete;
  ChannelMap& operator=(const ChannelMap&) = delete;

  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  /// Null when there is none.
  Dispatcher* find(int fd) const noexcept;
  /// All of them, in order of descriptor.
  std::vector<Dispatcher*> channels() const;

  /// Takes over an open channel of this map, and frees it when it has closed. One that is closed
  /// already is freed at once.
  template <class Channel>
  void adopt(std::unique_ptr<Channel> channel) {
    take(std::move(channel));
  }

  /// No channel waits beyond this: readable() and writable() are asked again then. Good for one
  /// pass: call it from there.
  void wake_at(TimePoint when);

  Net& net() const noexcept { return net_; }
  Clock& clock() const noexcept { return clock_; }

 private:
  friend class Dispatcher;
  friend void poll_loop(ChannelMap&, Duration, bool, std::optional<int>);
  friend void close_all(ChannelMap&);
  friend void close_all_when_done(ChannelMap&);

  struct Entry {
    Dispatcher* channel = nullptr;
    std::unique_ptr<Dispatcher> owned;  // the same, if it was adopted
    std::uint32_t generation = 0;       // of the number: goes up when its channel leaves
    Events armed = 0;                   // what the selector watches
  };

  void add(int fd, Dispatcher& channel);
  void remove(int fd) noexcept;
  void take(std::unique_ptr<Dispatcher> channel);

  class Pass;
  void poll(Duration timeout, bool use_poll);
  void choose_selector(bool use_poll);
  void ask_all();
  void arm(int fd, Events wanted);
  Duration bounded(Duration timeout) const;
  bool is_current(const SelectorKey& event) const noexcept;
  void dispatch(const SelectorKey& event);
  template <class Step>
  void guarded(Dispatcher& channel, Step step);
  void report(Dispatcher& channel, const std::exception_ptr& error);
  void bury() noexcept;

  /// Room for one read, shared by all channels.
  std::span<std::byte> scratch(std::size_t size);

  Net& net_;
  Clock& clock_;
  std::unique_ptr<Selector> selector_;  // null: not chosen yet
  bool selector_is_given_;
  std::vector<Entry> entries_;  // indexed by fd
  std::size_t size_ = 0;
  std::vector<std::unique_ptr<Dispatcher>> closed_;  // adopted, to be freed
  std::vector<SelectorKey> events_;                  // of this pass
  std::optional<TimePoint> wake_at_;
  int depth_ = 0;  // a handler may itself run the loop
  std::vector<std::byte> scratch_;
};

/// Where channels go that name no map; one for each thread.
ChannelMap& socket_map();

}  // namespace kit
