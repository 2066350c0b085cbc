// It slides whenever that makes enough room, be it ten bytes. With 65,000 bytes in the block, all of
// them are copied for every fifty that come. Slide when at least as many were consumed as are left;
// otherwise grow.
// caught by: 4.4: a debt that is always nearly a block is not moved all the time
// saying: count.moves <= 10
  if (needed <= capacity_) {
    std::memmove(storage_, storage_ + begin_, size());
    end_ -= begin_;
    begin_ = 0;
    return;
  }
