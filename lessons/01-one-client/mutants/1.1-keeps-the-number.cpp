  return fd_;
