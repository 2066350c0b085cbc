// What did not fit is thrown away: send() said how many bytes it took, and nobody listened.
// caught by: 13.3: all bytes go out, however few the system takes at a time
// saying: what Bob got
  for (;;) {
    const IoResult result = loop.net().send(fd, bytes);
    if (result.is_ok()) co_return;
    if (!result.would_block()) throw_os_error(result.error(), on_descriptor("send", fd));
    co_await loop.writable(fd);
  }
