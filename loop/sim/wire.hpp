// Wire: what is on its way from one machine to another.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <vector>

#include "loop/os/clock.hpp"
#include "loop/sim/random.hpp"

namespace kit::sim {

class Wire {
 public:
  /// From now on everything takes from `least` to `most`. `clock` must outlive this.
  void set_latency(Clock& clock, Random random, Duration least, Duration most);

  /// Calls `arrive` when the time has come; at once when nothing was said about latency. `last` is
  /// when the latest thing of the same direction arrives: nothing overtakes it.
  void carry(TimePoint& last, std::function<void()> arrive);

  /// When something arrives next; none: nothing is on its way.
  std::optional<TimePoint> next_arrival() const;

  /// Lets arrive what is due by now, also what is sent in answer and due at once.
  void deliver();

 private:
  struct Packet {
    TimePoint at;
    std::uint64_t number;  // settles ties: first in, first out
    std::function<void()> arrive;
    /// For the queue, whose top is the greatest.
    bool operator<(const Packet& other) const noexcept {
      return at != other.at ? at > other.at : number > other.number;
    }
  };

  Clock* clock_ = nullptr;  // null: everything arrives at once
  Random random_{0};
  Duration least_{};
  Duration most_{};
  std::uint64_t next_number_ = 0;
  std::priority_queue<Packet> packets_;
};

}  // namespace kit::sim
