// accept is called twice. The first call has let Bob in, and its result is thrown away; the second
// one finds nobody. Keep the result of each call, and look at that.
// caught by: 13.1: who has knocked already is let in at once
// saying: The test was ended by an exception: accept on descriptor
// saying: Resource temporarily unavailable
  Address peer;
  while (loop.net().accept(fd, peer).would_block()) co_await loop.readable(fd);
  const IoResult result = loop.net().accept(fd, peer);
  if (!result.is_ok()) throw_os_error(result.error(), on_descriptor("accept", fd));
  co_return Accepted(result.fd(), peer);
