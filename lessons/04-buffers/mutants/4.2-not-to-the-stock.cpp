// The block did not come to the stock. Either `delete[]` stands where give_back() should, or capacity_ was 0 already
// when give_back() was told: it keeps blocks of block_size, and deletes all others.
// caught by: 4.2: a block that was given back belongs to the next one who asks
// saying: came:     in another block
  begin_ += bytes;
  if (begin_ < end_ || storage_ == nullptr) return;
  capacity_ = 0;
  give_back(storage_, capacity_);
  storage_ = nullptr;
  begin_ = end_ = 0;
