// All bytes are reported as sent, however many the system took. The rest is lost, and nobody knows: the caller
// believes that it has arrived. What counts is the number that ::send() returned.
// caught by: 2.3: send says how many bytes the system took
// saying: sent.bytes() < many.size()
    const IoResult sent =
        checked([&] { return ::send(fd, bytes.data(), bytes.size(), send_flags); });
    return sent.is_ok() ? IoResult::ok(static_cast<std::int64_t>(bytes.size())) : sent;
