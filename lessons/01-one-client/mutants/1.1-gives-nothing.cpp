// The old number is overwritten before anybody has taken it, so the caller gets -1 and the descriptor is lost.
// caught by: 1.1: release gives the number away
// saying: came:     nothing
// saying: wanted:   the first
  fd_ = -1;
  return fd_;
