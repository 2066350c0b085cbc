// send goes on until all bytes are gone. When the system has no room, that is a wait for this one client, and it needs
// all of a processor. Offer the bytes once, and return how many the system took.
// caught by: 2.3: send says how many bytes the system took
// saying: (hangs)
    const std::size_t all = bytes.size();
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), send_flags);
      if (sent >= 0)
        bytes.remove_prefix(static_cast<std::size_t>(sent));
      else if (errno != EINTR && errno != EAGAIN)
        return IoResult::failed(errno);
    }
    return IoResult::ok(static_cast<std::int64_t>(all));
