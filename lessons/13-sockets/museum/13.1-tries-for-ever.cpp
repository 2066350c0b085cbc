// Out of descriptors, it waits until the listener is readable, and tries again. But the listener is
// readable: somebody waits there. So the loop goes round and round, and nobody is told.
  for (;;) {
    Address peer;
    const IoResult result = loop.net().accept(fd, peer);
    if (result.is_ok()) co_return Accepted(result.fd(), peer);
    if (!result.would_block() && !is_exhaustion(result.error()))
      throw_os_error(result.error(), on_descriptor("accept", fd));
    co_await loop.readable(fd);
  }
