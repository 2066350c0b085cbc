// Watchers: who waits for which descriptor.
//
// Registered once, disarmed lazily. Waiting tells the selector only if the bit is not armed yet. An
// event with a waiter wakes it and stays armed; an event without one disarms that bit. So a
// connection that answers requests makes no epoll_ctl call after its first, data that nobody wants
// yet does not spin, and all selectors behave alike.
//
// Descriptor numbers are reused, often at once and inside one batch of events. So each slot counts
// generations: forget() starts a new one, and what belongs to an older one is dropped.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "loop/handle.hpp"
#include "loop/selectors/selector.hpp"

namespace kit {

enum class Direction : std::uint8_t { read, write };

class Watchers {
 public:
  explicit Watchers(Selector& selector) noexcept : selector_(selector) {}

  /// Queues `handle` once when `fd` is ready, then lets go of it. Throws std::runtime_error when
  /// another handle waits there already, OSError when the system refuses the descriptor.
  void watch(int fd, Direction direction, Handle& handle);

  /// Lets go of `handle` if it waits there.
  void unwatch(int fd, Direction direction, const Handle& handle) noexcept;

  /// Tells whoever waits there with Handle::discard(), and lets go of it.
  void drop(int fd, Direction direction) noexcept;

  /// Call this before closing `fd`. Whoever waits for it is told with Handle::discard().
  void forget(int fd) noexcept;

  /// Forgets everything without telling anybody: the loop is closed.
  void clear() noexcept { slots_.clear(); }

  /// How often `fd` was forgotten: together they name one open file.
  std::uint32_t generation(int fd) const noexcept;

  /// Moves the handles of these events behind `queue`.
  void collect(std::span<const SelectorKey> events, HandleList& queue, std::uint32_t pass);

 private:
  struct Slot {
    std::array<Handle*, 2> waiting{};  // by Direction; null: nobody
    std::uint32_t generation = 0;
    Events armed = 0;  // what the selector watches; may be more than anybody waits for
  };

  void make_slot(int fd);
  void arm(int fd, Slot& slot, Events events);
  void disarm(int fd, Slot& slot, Direction direction) noexcept;
  void wake(const SelectorKey& event, Slot& slot, Direction direction, HandleList& queue,
            std::uint32_t pass);

  Selector& selector_;
  std::vector<Slot> slots_;  // indexed by fd
};

}  // namespace kit
