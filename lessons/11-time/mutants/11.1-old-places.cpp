// The entries move, but the timers are not told their new places (that is what place() does beside
// the copying). The next one that is cancelled takes somebody else out in its stead.
// caught by: 11.1: a timer that others have overtaken can be cancelled
// saying: egg.timer.pending()
// saying: came:     5
  while (index > 0) {
    const std::size_t parent = (index - 1) / 2;
    if (!entry.before(heap_[parent])) break;
    heap_[index] = heap_[parent];
    index = parent;
  }
  place(index, entry);
