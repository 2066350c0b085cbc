// The descriptor is closed, but the number is not forgotten: the second close hits whoever has that number by then.
// caught by: 1.2: a second close does not close whoever has the number now
// saying: state_of(newcomer) == "open"
  if (fd_ >= 0) ::close(fd_);
