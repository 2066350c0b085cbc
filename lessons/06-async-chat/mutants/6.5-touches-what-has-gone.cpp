// The first item is touched after send() without a look at the queue. send() may lose the connection
// and call handle_close, which may empty the queue: there is no first item any more.
// caught by: 6.5: the connection is lost while a piece is sent
// saying: empty()
  const Item& first = fifo_.front();
  const std::size_t sent = send(std::string_view(first.text).substr(first.sent, out_buffer_size));
  fifo_.front().sent += sent;
  if (fifo_.front().sent == fifo_.front().text.size()) fifo_.pop_front();
