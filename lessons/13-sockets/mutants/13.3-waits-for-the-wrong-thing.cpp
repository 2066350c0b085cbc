// It waits until the peer has sent something, not until there is room. A peer that only reads never
// does, and both sides wait for each other.
// caught by: 13.3: the sender waits for a slow reader, and loses nothing
// saying: nothing can wake the loop
  while (!bytes.empty()) {
    const IoResult result = loop.net().send(fd, bytes);
    if (result.is_ok()) {
      bytes.remove_prefix(result.bytes());
      continue;
    }
    if (!result.would_block()) throw_os_error(result.error(), on_descriptor("send", fd));
    co_await loop.readable(fd);
  }
