// Bits are set and never cleared. Who has been unregistered stays in the sets: after its descriptor is closed, select()
// fails with EBADF, for all the others as well.
// caught by: 3.2: who has left is not asked about any more
// saying: came:     nobody
  if (after.events & event_read) FD_SET(fd, &readers_);
  if (after.events & event_write) FD_SET(fd, &writers_);
  if (after.events & event_priority) FD_SET(fd, &urgent_);
