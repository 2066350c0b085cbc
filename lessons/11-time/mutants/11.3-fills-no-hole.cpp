// The entry that was taken out was itself the last one. Then there is no hole to fill: its place does
// not exist any more after pop_back().
// caught by: 11.3: to cancel twice takes nobody else out
// saying: kit::TimerQueue::place
  heap_[index].timer->index_ = Timer::not_pending;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (index > 0 && last.before(heap_[(index - 1) / 2]))
    sift_up(index, last);
  else
    sift_down(index, last);
