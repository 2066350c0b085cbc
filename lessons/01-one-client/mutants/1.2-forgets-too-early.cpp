// The number is forgotten before it is used, or without using it: after `fd_ = -1`, `::close(fd_)` is close(-1), which
// closes nothing. The descriptor stays open until the program ends.
// caught by: 1.2: close closes
// saying: the Fd owns nothing
  fd_ = -1;
  ::close(fd_);
