// The channel is watched for writing whether it has something to write or not. A socket nearly
// always has room, so every wait ends at once and handle_write is called for nothing: a server with
// nothing to do burns a whole core.
// caught by: 5.1: who has nothing to write is watched for reading only
// saying: bench.watched(alice.channel) == "read, priority"
// saying: came:     read, priority, write
  if (readable() && !eof_) events |= event_read | event_priority;
  if (!accepting_) events |= event_write;
