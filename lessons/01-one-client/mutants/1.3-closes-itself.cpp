// An object that is assigned to itself closes its own descriptor first, and then has nothing to take over.
// caught by: 1.3: an Fd that is assigned to itself keeps its descriptor
// saying: came:     nothing
// saying: wanted:   the first
  close();
  fd_ = other.release();
