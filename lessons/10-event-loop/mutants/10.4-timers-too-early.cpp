// What became due while the selector waited is not in the batch of this pass: are the timers asked
// after poll(), and before the move?
// caught by: 10.4: who becomes due while the selector waits runs in the same pass
// saying: lines == Lines{"tea"}
// saying: came:     nothing
  queue_due_timers();
  poll();
  batch_.take_all(ready_);
  while (Handle* handle = batch_.pop_front()) run_handle(*handle);
