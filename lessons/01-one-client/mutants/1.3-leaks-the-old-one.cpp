// What the object owned before is overwritten and never closed.
// caught by: 1.3: assignment closes what was there before
// saying: not is_open(old_number)
  fd_ = other.release();
