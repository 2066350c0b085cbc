// The last place of the heap is never looked at: places go from 0 to heap_.size() - 1, and that one
// counts, too. So the entry in it can end up below a later one.
// caught by: 11.4: timers come out by deadline, whatever the order they went in
// saying: came:     1 2 3 4 5 6 7 9 8
  for (;;) {
    std::size_t child = 2 * index + 1;
    if (child >= heap_.size() - 1) break;
    if (child + 1 < heap_.size() && heap_[child + 1].before(heap_[child])) ++child;
    if (!heap_[child].before(entry)) break;
    place(index, heap_[child]);
    index = child;
  }
  place(index, entry);
