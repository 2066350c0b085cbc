// EAGAIN is repeated like EINTR: the call goes round and round until something comes. So one silent client stops the
// whole server again, as in lesson 1, and burns the core while it does.
// caught by: 2.1: nothing has come: that is neither an end nor a failure
// saying: (hangs)
  for (;;) {
    const auto result = call();
    if (result >= 0) return IoResult::ok(result);
    if (errno != EINTR && errno != EAGAIN) return IoResult::failed(errno);
  }
