// The piece is dropped after one send, however little the system took: what it did not take is
// lost.
// caught by: 6.5: a short write goes on where it stopped
// saying: what the peer got after that
// saying: nothing came
  const Item& first = fifo_.front();
  send(std::string_view(first.text).substr(first.sent, out_buffer_size));
  if (!is_open() || fifo_.empty()) return;
  fifo_.pop_front();
