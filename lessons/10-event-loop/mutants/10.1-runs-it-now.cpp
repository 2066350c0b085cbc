// The handle is run on the spot, in the middle of whatever scheduled it. Nobody's step is safe from
// being interrupted by somebody else's.
// caught by: 10.1: schedule queues a handle, and does not run it
// saying: lines == Lines{}
// saying: came:     "Alice"
  handle.run();
