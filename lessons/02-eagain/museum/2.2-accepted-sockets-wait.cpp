// The listener does not wait, but the sockets that it accepts do: each has to be told, and was not. The first client
// that is asked before it has spoken stops everybody.
// caught by: 2.2: an accepted socket does not wait either
// saying: net().is_nonblocking(accepted.get())
  return checked([&] { return ::accept(fd, address, length); });
