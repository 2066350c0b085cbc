// The number is copied and not taken over: both objects own it, and both will close it.
// caught by: 1.3: assignment takes the descriptor over
// saying: came:     the first
// saying: wanted:   nothing
  if (this != &other) {
    close();
    fd_ = other.fd_;
  }
