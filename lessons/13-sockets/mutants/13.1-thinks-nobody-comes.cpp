// EAGAIN is thrown like any other error. But it is the ordinary case: nobody is there yet. A server
// that does this ends before its first client.
// caught by: 13.1: while nobody knocks, the server waits and the others go on
// saying: accepting.done()
  Address peer;
  const IoResult result = loop.net().accept(fd, peer);
  if (!result.is_ok()) throw_os_error(result.error(), on_descriptor("accept", fd));
  co_return Accepted(result.fd(), peer);
