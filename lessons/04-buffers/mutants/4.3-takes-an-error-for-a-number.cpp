// An error is no number of bytes. EAGAIN means that nothing was taken; bytes() of it is nonsense,
// and consuming that many loses everything that waited.
// caught by: 4.3: EAGAIN takes nothing away
// saying: what Alice is still owed
  const IoResult sent = net.send(fd, view());
  consume(sent.is_ok() ? sent.bytes() : size());
  return sent;
