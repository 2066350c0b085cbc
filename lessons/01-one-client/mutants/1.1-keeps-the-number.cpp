// The number is given away and kept as well: now two owners will close it.
// caught by: 1.1: after release the Fd owns nothing
// saying: came:     the first
// saying: wanted:   nothing
  return fd_;
