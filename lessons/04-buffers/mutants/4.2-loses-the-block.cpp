// The block is lost: storage_ was set to null before give_back() had the pointer, or give_back() was not called at all.
// caught by: 4.2: an empty buffer has no memory
// saying: detected memory leaks
  begin_ += bytes;
  if (begin_ < end_) return;
  storage_ = nullptr;
  give_back(storage_, capacity_);
  capacity_ = 0;
  begin_ = end_ = 0;
