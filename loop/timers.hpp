// Timers: what becomes ready when, earliest first.
//
// A binary heap of (deadline, number, timer). Equal deadlines come out in the order they went in:
// that is what the number is for, a heap alone would shuffle them. Each timer knows its place in
// the heap, so a cancelled one leaves at once and none has to be swept out later.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "loop/handle.hpp"
#include "loop/os/clock.hpp"

namespace kit {

/// A deadline for a handle. Must not be destroyed while it is pending: its owner removes it first.
class Timer {
 public:
  explicit Timer(Handle& handle) noexcept : handle_(&handle) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  bool pending() const noexcept { return index_ != not_pending; }

 private:
  friend class TimerQueue;
  static constexpr std::size_t not_pending = static_cast<std::size_t>(-1);
  Handle* handle_;
  std::size_t index_ = not_pending;  // where it stands in the heap
};

class TimerQueue {
 public:
  /// `timer` must not be pending.
  void add(Timer& timer, TimePoint deadline);

  /// Does nothing when `timer` is not pending.
  void remove(Timer& timer) noexcept;

  std::size_t size() const noexcept { return heap_.size(); }

  /// The earliest deadline, or none.
  std::optional<TimePoint> next_deadline() const;

  /// The handle of the earliest timer, if it is due before `end`; else null. The timer leaves.
  Handle* pop_due(TimePoint end) noexcept;

  /// The handle of the earliest timer, due or not; null when there is none. The timer leaves.
  Handle* pop() noexcept;

 private:
  struct Entry {
    TimePoint deadline;
    std::uint64_t number;  // order of adding, to settle ties
    Timer* timer;
    bool before(const Entry& other) const noexcept;
  };

  void place(std::size_t index, const Entry& entry) noexcept;
  void sift_up(std::size_t index, const Entry& entry) noexcept;
  void sift_down(std::size_t index, const Entry& entry) noexcept;
  void remove_at(std::size_t index) noexcept;

  std::vector<Entry> heap_;  // heap_[i] is not before heap_[(i - 1) / 2]
  std::uint64_t next_number_ = 0;
};

}  // namespace kit
