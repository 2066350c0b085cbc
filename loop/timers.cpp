#include "loop/timers.hpp"

#include <cassert>

namespace kit {

// Here and not in the header: nobody else compares, and a change stays in this file.
inline bool TimerQueue::Entry::before(const Entry& other) const noexcept {
  // lesson 11.2: Say who comes out first: by deadline; among equals, who was added first.
  if (deadline != other.deadline) return deadline < other.deadline;
  return number < other.number;
  // end lesson 11.2
}

void TimerQueue::add(Timer& timer, TimePoint deadline) {
  assert(!timer.pending());
  heap_.emplace_back();
  sift_up(heap_.size() - 1, Entry{deadline, next_number_++, &timer});
}

void TimerQueue::remove(Timer& timer) noexcept {
  if (timer.pending()) remove_at(timer.index_);
}

std::optional<TimePoint> TimerQueue::next_deadline() const {
  if (heap_.empty()) return std::nullopt;
  return heap_.front().deadline;
}

Handle* TimerQueue::pop_due(TimePoint end) noexcept {
  // lesson 11.5: Take the earliest timer out and give its handle, if there is one before `end`.
  if (heap_.empty()) return nullptr;
  if (heap_.front().deadline >= end) return nullptr;
  return pop();
  // end lesson 11.5
}

Handle* TimerQueue::pop() noexcept {
  if (heap_.empty()) return nullptr;
  Handle* handle = heap_.front().timer->handle_;
  remove_at(0);
  return handle;
}

void TimerQueue::place(std::size_t index, const Entry& entry) noexcept {
  heap_[index] = entry;
  entry.timer->index_ = index;
}

// Both sifts move a hole, not the entry: one copy a level instead of three.

void TimerQueue::sift_up(std::size_t index, const Entry& entry) noexcept {
  // lesson 11.1: Move parents down into the hole while `entry` is before them; then fill the hole.
  while (index > 0) {
    const std::size_t parent = (index - 1) / 2;
    if (!entry.before(heap_[parent])) break;
    place(index, heap_[parent]);
    index = parent;
  }
  place(index, entry);
  // end lesson 11.1
}

void TimerQueue::sift_down(std::size_t index, const Entry& entry) noexcept {
  // lesson 11.4: Move children up into the hole while they are before `entry`; then fill the hole.
  for (;;) {
    std::size_t child = 2 * index + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && heap_[child + 1].before(heap_[child])) ++child;
    if (!heap_[child].before(entry)) break;
    place(index, heap_[child]);
    index = child;
  }
  place(index, entry);
  // end lesson 11.4
}

void TimerQueue::remove_at(std::size_t index) noexcept {
  // lesson 11.3: This timer is pending no more; the last entry takes its place, and rises or sinks.
  heap_[index].timer->index_ = Timer::not_pending;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (index == heap_.size()) return;  // it was the last one
  // The last entry fills the gap. It comes from another branch, so it may have to go either way.
  if (index > 0 && last.before(heap_[(index - 1) / 2]))
    sift_up(index, last);
  else
    sift_down(index, last);
  // end lesson 11.3
}

}  // namespace kit
