// The left child moves up without a look at its sibling. If the right one is earlier, it now stands
// below a later one, and comes out after it.
// caught by: 11.4: timers come out by deadline, whatever the order they went in
// saying: came:     1 3 4 5 6 7 8 2 9
  for (;;) {
    const std::size_t child = 2 * index + 1;
    if (child >= heap_.size()) break;
    if (!heap_[child].before(entry)) break;
    place(index, heap_[child]);
    index = child;
  }
  place(index, entry);
