// The -1 of a failed call is wrapped as if it were the error. It only says that there is one: which, says errno. And
// failed() turns its number round, so that -1 becomes a success of one byte.
// caught by: 2.1: any other error is told by its number
// saying: came:     ok(1)
// saying: wanted:   failed(EBADF)
  for (;;) {
    const auto result = call();
    if (result >= 0) return IoResult::ok(result);
    if (errno != EINTR) return IoResult::failed(static_cast<int>(result));
  }
