// A signal that arrives during a call makes it fail with EINTR, and here that is handed on as a failure. Nothing is
// wrong with the connection, but whoever called will drop it: one signal, and a client is cut off.
// caught by: 2.1: a signal in between is nobody's business
// saying: came:     failed(EINTR)
// saying: wanted:   ok(1)
  const auto result = call();
  if (result >= 0) return IoResult::ok(result);
  return IoResult::failed(errno);
