// It waits before it tries. The bytes may have been there all along, and each receive costs a pass
// of the loop, in which everybody else has a turn, for nothing.
// caught by: 13.2: what is there comes at once, without a pass of the loop
// saying: passes_waited == 0
  for (;;) {
    co_await loop.readable(fd);
    const IoResult result = loop.net().recv(fd, room);
    if (result.is_ok()) co_return result.bytes();
    if (!result.would_block()) throw_os_error(result.error(), on_descriptor("recv", fd));
  }
