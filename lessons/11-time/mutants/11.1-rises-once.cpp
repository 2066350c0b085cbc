// A newcomer is compared with one parent only, so it gets stuck half way up. The earliest timer is
// not at the top, and the loop sleeps past it.
// caught by: 11.1: each newcomer rises as far as it must
// saying: kitchen.next_minute() == minutes
  if (index > 0) {
    const std::size_t parent = (index - 1) / 2;
    if (entry.before(heap_[parent])) {
      place(index, heap_[parent]);
      index = parent;
    }
  }
  place(index, entry);
