// release closes. It should only give the number away: the caller wants to go on using the descriptor.
// caught by: 1.1: what was released stays open
// saying: came:     closed
// saying: wanted:   open
  const int fd = fd_;
  ::close(fd);
  fd_ = -1;
  return fd;
