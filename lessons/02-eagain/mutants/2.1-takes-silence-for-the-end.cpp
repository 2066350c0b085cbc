// EAGAIN became a result of 0 bytes. That is how the end of the input looks, so a server that asks a client who has
// not spoken yet takes it for gone, and hangs up.
// caught by: 2.1: nothing has come: that is neither an end nor a failure
// saying: not looks_like_the_end
  for (;;) {
    const auto result = call();
    if (result >= 0) return IoResult::ok(result);
    if (errno == EAGAIN || errno == EWOULDBLOCK) return IoResult::ok(0);
    if (errno != EINTR) return IoResult::failed(errno);
  }
