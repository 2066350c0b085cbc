// send() said how much it took, and nobody listened: the rest was forgotten as if it had been sent.
// As long as clients read at once, nobody notices.
  const IoResult sent = net.send(fd, view());
  clear();
  return sent;
