// Whoever waits is put into the set of the readers, also who wants to write. The two are different questions, and the
// answer to the one is not told to who asked the other: room to write is never noticed.
// caught by: 3.2: who waits to read and who waits to write are two lists
// saying: ready_bits(selector, bob) == event_write
  if (after.events != 0)
    FD_SET(fd, &readers_);
  else
    FD_CLR(fd, &readers_);
