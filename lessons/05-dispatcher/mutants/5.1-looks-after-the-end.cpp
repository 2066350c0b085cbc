// Reading goes on after the peer's end (eof_). The system reports an end again and again, until the
// descriptor is closed: as long as an answer is being sent, the loop spins.
// caught by: 5.1: after the peer's end there is nothing to read, and nobody looks
// saying: bench.watched(alice.channel) == "write"
// saying: came:     read, priority, write
  if (readable()) events |= event_read | event_priority;
  if ((writable() || connecting_) && !accepting_) events |= event_write;
