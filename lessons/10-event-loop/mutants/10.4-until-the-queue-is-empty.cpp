// Handles are run until the queue is empty, also those that were queued meanwhile. Who queues
// himself again and again keeps the loop from its sockets and timers for ever.
// caught by: 10.4: what is queued during a pass waits for the next one
// saying: lines == Lines{"Alice", "Bob"}
// saying: came:     "Alice", "Bob", "queued by Alice"
  poll();
  queue_due_timers();
  while (Handle* handle = ready_.pop_front()) run_handle(*handle);
