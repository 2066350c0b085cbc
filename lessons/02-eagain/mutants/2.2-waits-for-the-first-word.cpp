// The new socket waits. That the listener does not wait says nothing about the sockets that it accepts (on Linux):
// each has to be told. The first client that is asked before it has spoken stops everybody.
// caught by: 2.2: an accepted socket does not wait either
// saying: net().is_nonblocking(accepted.get())
  return checked([&] { return ::accept(fd, address, length); });
