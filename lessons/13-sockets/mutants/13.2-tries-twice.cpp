// After the wait it tries once more, and takes EAGAIN for an error then. A wake-up is only a hint:
// the bytes may be gone, or have been damaged on the way. So waiting and trying belong in a loop.
// caught by: 13.2: who is woken for nothing waits again
// saying: recv on descriptor
  IoResult result = loop.net().recv(fd, room);
  if (result.would_block()) {
    co_await loop.readable(fd);
    result = loop.net().recv(fd, room);
  }
  if (!result.is_ok()) throw_os_error(result.error(), on_descriptor("recv", fd));
  co_return result.bytes();
