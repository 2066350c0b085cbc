// A timer whose deadline is `end` itself comes out as well. That is one tick of the clock too
// early: whoever sleeps until a moment wakes, looks at the clock, and the moment has not come.
// caught by: 11.5: nothing comes out before its time
// saying: kitchen.due_before(3min) == "nobody"
// saying: came:     egg
  if (heap_.empty()) return nullptr;
  if (heap_.front().deadline > end) return nullptr;
  return pop();
