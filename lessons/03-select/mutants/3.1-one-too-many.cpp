// A set has FD_SETSIZE bits, counted from 0, so the first number that has none is FD_SETSIZE itself. FD_SET does not
// look: for that number it writes behind the set, into whatever stands there.
// caught by: 3.1: 1024 has no bit, and is refused by name
// saying: selector.register_fd(1024, event_read)
// saying: came:     no exception
  if (fd > FD_SETSIZE)
    throw std::invalid_argument("select() takes descriptors below " + std::to_string(FD_SETSIZE) +
                                ", this one is " + std::to_string(fd));
