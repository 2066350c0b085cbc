// After EAGAIN it tries again at once, for ever, and nobody else has a turn. Is there a co_await in
// front of loop.readable(fd)? Without it, that line does nothing.
// caught by: 13.1: while nobody knocks, the server waits and the others go on
// saying: (hangs)
  for (;;) {
    Address peer;
    const IoResult result = loop.net().accept(fd, peer);
    if (result.is_ok()) co_return Accepted(result.fd(), peer);
    if (!result.would_block()) throw_os_error(result.error(), on_descriptor("accept", fd));
    (void)loop.readable(fd);
  }
