// A reference to heap_.back() refers to nothing after pop_back(): the entry it means is gone. Keep a
// copy of the last entry, not a reference.
// caught by: 11.4: timers come out by deadline, whatever the order they went in
// saying: container-overflow
  heap_[index].timer->index_ = Timer::not_pending;
  const Entry& last = heap_.back();
  heap_.pop_back();
  if (index == heap_.size()) return;
  if (index > 0 && last.before(heap_[(index - 1) / 2]))
    sift_up(index, last);
  else
    sift_down(index, last);
