// The timer has left the heap, but still believes that it stands there. Cancelled a second time, it
// takes out whoever has its place now.
// caught by: 11.3: to cancel twice takes nobody else out
// saying: kitchen.queue.size() == 2
  const Entry last = heap_.back();
  heap_.pop_back();
  if (index == heap_.size()) return;
  if (index > 0 && last.before(heap_[(index - 1) / 2]))
    sift_up(index, last);
  else
    sift_down(index, last);
