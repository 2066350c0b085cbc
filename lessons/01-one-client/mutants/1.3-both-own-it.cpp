  if (this != &other) {
    close();
    fd_ = other.fd_;
  }
