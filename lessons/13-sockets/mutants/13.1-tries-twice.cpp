// After the wait it tries once more, and takes EAGAIN for an error then. A wake-up is only a hint:
// somebody else may have taken the client. So waiting and trying belong in a loop.
// caught by: 13.1: who is woken for nothing waits again
// saying: The test was ended by an exception: accept on descriptor
// saying: Resource temporarily unavailable
  Address peer;
  IoResult result = loop.net().accept(fd, peer);
  if (result.would_block()) {
    co_await loop.readable(fd);
    result = loop.net().accept(fd, peer);
  }
  if (!result.is_ok()) throw_os_error(result.error(), on_descriptor("accept", fd));
  co_return Accepted(result.fd(), peer);
