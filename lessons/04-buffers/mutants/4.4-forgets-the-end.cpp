// The bytes are at the front now, but end_ is where it was: what lies behind them, already sent, is
// taken for data once more.
// caught by: 4.4: what is left slides to the front of the block
// saying: heap-buffer-overflow
  if (needed <= capacity_ && size() <= begin_) {
    std::memmove(storage_, storage_ + begin_, size());
    begin_ = 0;
    return;
  }
