// errno is looked at although the call succeeded. A call that succeeds leaves errno as it was: it still says EINTR, from
// the call before, so the loop calls again and waits for ever. errno counts only after -1.
// caught by: 2.1: a signal in between is nobody's business
// saying: (hangs)
  decltype(call()) result;
  do {
    result = call();
  } while (errno == EINTR);
  if (result < 0) return IoResult::failed(errno);
  return IoResult::ok(result);
