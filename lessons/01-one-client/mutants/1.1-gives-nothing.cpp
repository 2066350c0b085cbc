  fd_ = -1;
  return fd_;
