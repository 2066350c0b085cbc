// What the selector found in this pass is not in the batch of this pass: is it asked at all, and
// before the move?
// caught by: 10.4: who queues himself again and again does not keep a socket from its turn
// saying: lines == Lines{"read"}
// saying: came:     nothing
  batch_.take_all(ready_);
  poll();
  queue_due_timers();
  while (Handle* handle = batch_.pop_front()) run_handle(*handle);
