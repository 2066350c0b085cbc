// One is removed that has not run: take it out of the batch before you run it, since it may leave
// the list by itself.
// caught by: 10.4: first in, first out
// saying: lines == Lines{"Alice", "Bob", "Carol"}
// saying: came:     "Alice", "Carol"
  poll();
  queue_due_timers();
  batch_.take_all(ready_);
  while (!batch_.empty()) {
    Handle& handle = batch_.front();
    run_handle(handle);
    batch_.pop_front();
  }
