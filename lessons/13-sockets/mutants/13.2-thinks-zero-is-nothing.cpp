// 0 bytes are taken for "nothing there yet". They mean that the peer will send no more; and a socket
// at its end is readable for ever, so the loop goes round and round and the client is never closed.
// caught by: 13.2: the end of file is an answer, not something to wait for
// saying: recv was called a hundred times
  for (;;) {
    const IoResult result = loop.net().recv(fd, room);
    if (result.is_ok() && result.bytes() > 0) co_return result.bytes();
    if (!result.is_ok() && !result.would_block())
      throw_os_error(result.error(), on_descriptor("recv", fd));
    co_await loop.readable(fd);
  }
