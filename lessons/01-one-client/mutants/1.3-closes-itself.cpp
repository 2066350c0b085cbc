  close();
  fd_ = other.release();
