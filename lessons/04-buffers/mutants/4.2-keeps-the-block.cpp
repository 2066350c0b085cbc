// The buffer is empty and keeps its 64 KiB: ten thousand clients that say nothing hold 640 MB.
// caught by: 4.2: an empty buffer has no memory
// saying: buffer.capacity() == 0
  begin_ += bytes;
  if (begin_ == end_) begin_ = end_ = 0;
