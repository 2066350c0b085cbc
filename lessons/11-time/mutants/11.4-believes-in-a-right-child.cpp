// It looks behind the end of the heap. A place may have two children, or a left one only, or none:
// ask whether a child's place is below heap_.size() before you look there.
// caught by: 11.4: timers come out by deadline, whatever the order they went in
// saying: in kit::TimerQueue::sift_down
// saying: Assertion
  for (;;) {
    std::size_t child = 2 * index + 1;
    if (child >= heap_.size()) break;
    if (heap_[child + 1].before(heap_[child])) ++child;
    if (!heap_[child].before(entry)) break;
    place(index, heap_[child]);
    index = child;
  }
  place(index, entry);
