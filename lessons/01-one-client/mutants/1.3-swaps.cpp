// The two are swapped: the old descriptor now lives in the other object, and stays open as long as that one does.
// caught by: 1.3: assignment closes at once what was there before
// saying: came:     the first
// saying: wanted:   nothing
  std::swap(fd_, other.fd_);
