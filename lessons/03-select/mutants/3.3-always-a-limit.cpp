// select() gets a limit in any case. Without a timeout, `limit` holds -1 milliseconds, and the system refuses that. A
// null pointer in its place means "for ever".
// caught by: 3.3: who has spoken ends the wait, be it limited or not
// saying: Invalid argument
  readable = readers_;
  writable = writers_;
  urgent = urgent_;
  count = ::select(highest_ + 1, &readable, &writable, &urgent, &limit);
