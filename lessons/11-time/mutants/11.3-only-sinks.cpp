// The entry that fills the gap is only ever moved down. It comes from the end of the heap, which
// may be another branch: there, it can belong above its new parent, and comes out too late.
// caught by: 11.3: who fills a gap in another branch may have to rise
// saying: came:     0 1 2 3 4 5 6 100 7 101 102 103 106 107
  heap_[index].timer->index_ = Timer::not_pending;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (index == heap_.size()) return;
  sift_down(index, last);
