// When the system takes nothing, it is asked again at once, and again. The loop does not turn, so
// the reader for whom everybody waits never has a turn either.
// caught by: 13.3: the sender waits for a slow reader, and loses nothing
// saying: (hangs)
  while (!bytes.empty()) {
    const IoResult result = loop.net().send(fd, bytes);
    if (result.is_ok())
      bytes.remove_prefix(result.bytes());
    else if (!result.would_block())
      throw_os_error(result.error(), on_descriptor("send", fd));
  }
  co_return;
