// The system took a part, and was asked again in a loop; then it said EAGAIN, and that was returned. So nobody learns
// that a part has gone, and the caller sends it a second time. Offer the bytes once: how many it took is the answer.
// caught by: 2.3: send says how many bytes the system took
// saying: came:     EAGAIN
// saying: wanted:   no error
    const std::size_t all = bytes.size();
    while (!bytes.empty()) {
      const IoResult sent =
          checked([&] { return ::send(fd, bytes.data(), bytes.size(), send_flags); });
      if (!sent.is_ok()) return sent;
      bytes.remove_prefix(sent.bytes());
    }
    return IoResult::ok(static_cast<std::int64_t>(all));
