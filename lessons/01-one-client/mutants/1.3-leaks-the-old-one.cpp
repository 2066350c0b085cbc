// What the object owned before is overwritten and never closed.
// caught by: 1.3: assignment closes at once what was there before
// saying: came:     open
// saying: wanted:   closed
  fd_ = other.release();
