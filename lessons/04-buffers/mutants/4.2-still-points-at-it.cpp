// The block is given back, and storage_ still points at it. The next buffer gets the same block, and
// two clients write into one piece of memory.
// caught by: 4.2: an empty buffer has no memory
// saying: buffer.view().data() == nullptr
  begin_ += bytes;
  if (begin_ < end_ || storage_ == nullptr) return;
  give_back(storage_, std::exchange(capacity_, 0));
  begin_ = end_ = 0;
