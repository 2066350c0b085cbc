  fd_ = other.release();
