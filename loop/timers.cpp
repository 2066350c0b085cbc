#include "loop/timers.hpp"

#include <cassert>

namespace kit {

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
  return heap_.empty() || heap_.front().deadline >= end ? nullptr : pop();
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
  while (index > 0) {
    const std::size_t parent = (index - 1) / 2;
    if (!entry.before(heap_[parent])) break;
    place(index, heap_[parent]);
    index = parent;
  }
  place(index, entry);
}

void TimerQueue::sift_down(std::size_t index, const Entry& entry) noexcept {
  for (;;) {
    std::size_t child = 2 * index + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && heap_[child + 1].before(heap_[child])) ++child;
    if (!heap_[child].before(entry)) break;
    place(index, heap_[child]);
    index = child;
  }
  place(index, entry);
}

void TimerQueue::remove_at(std::size_t index) noexcept {
  heap_[index].timer->index_ = Timer::not_pending;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (index == heap_.size()) return;  // it was the last one
  // The last entry fills the gap. It comes from another branch, so it may have to go either way.
  if (index > 0 && last.before(heap_[(index - 1) / 2]))
    sift_up(index, last);
  else
    sift_down(index, last);
}

}  // namespace kit
