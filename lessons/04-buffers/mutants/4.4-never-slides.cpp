// The data was moved to another block, although there was room in this one. Either the condition for sliding never
// holds (what must fit into the whole block is `needed`), or it slides and then goes on to 4.5, for want of a return.
// caught by: 4.4: what is left slides to the front of the block
// saying: came:     in another block
  if (needed <= capacity_ - begin_) {
    std::memmove(storage_, storage_ + begin_, size());
    end_ -= begin_;
    begin_ = 0;
    return;
  }
