// All was dropped, although the system took only 4 bytes. `send` says how many it took, in bytes() of its result.
// caught by: 4.3: a short write goes on where it stopped
// saying: owed.size() == 6
// saying: came:     0
  const IoResult sent = net.send(fd, view());
  if (sent.is_ok()) consume(size());
  return sent;
