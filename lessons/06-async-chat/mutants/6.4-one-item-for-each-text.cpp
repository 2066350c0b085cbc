// Each text becomes one item, however long it is. An item holds at most out_buffer_size bytes: cut
// the rest into several.
// caught by: 6.4: a long text waits in pieces of 65,536 bytes
// saying: queue.producer_fifo_size() == 4
// saying: came:     1
  fifo_.push_back(Item{std::string(text), 0, nullptr});
