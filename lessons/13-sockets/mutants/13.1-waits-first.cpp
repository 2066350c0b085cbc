// It waits before it tries. The client may have been there all along, and each accept costs a pass
// of the loop, in which everybody else has a turn, for nothing.
// caught by: 13.1: who has knocked already is let in at once
// saying: loop.pass() == before
  for (;;) {
    co_await loop.readable(fd);
    Address peer;
    const IoResult result = loop.net().accept(fd, peer);
    if (result.is_ok()) co_return Accepted(result.fd(), peer);
    if (!result.would_block()) throw_os_error(result.error(), on_descriptor("accept", fd));
  }
