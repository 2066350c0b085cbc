// It waits although the system takes bytes. Try first; when a part was taken, offer the rest at once;
// wait only for EAGAIN.
// caught by: 13.3: all bytes go out, however few the system takes at a time
// saying: passes_waited == 0
  while (!bytes.empty()) {
    const IoResult result = loop.net().send(fd, bytes);
    if (result.is_ok())
      bytes.remove_prefix(result.bytes());
    else if (!result.would_block())
      throw_os_error(result.error(), on_descriptor("send", fd));
    if (!bytes.empty()) co_await loop.writable(fd);
  }
