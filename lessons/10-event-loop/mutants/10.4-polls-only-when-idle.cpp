// The selector is asked only when nothing else is to be done. Under load that moment may never
// come, and no socket is served.
// caught by: 10.4: who queues himself again and again does not keep a socket from its turn
// saying: lines == Lines{"read"}
  if (ready_.empty()) poll();
  queue_due_timers();
  batch_.take_all(ready_);
  while (Handle* handle = batch_.pop_front()) run_handle(*handle);
