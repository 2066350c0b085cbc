// An error is no number of bytes. EAGAIN means that nothing was taken; bytes() of it is nonsense,
// and consuming that many loses everything that waited.
// caught by: 4.3: EAGAIN takes nothing away
// saying: owed.size() == 4
// saying: came:     0
  const IoResult sent = net.send(fd, view());
  consume(sent.bytes());
  return sent;
