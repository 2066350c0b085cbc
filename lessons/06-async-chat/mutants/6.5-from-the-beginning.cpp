// Each call offers the whole text again, from its first byte: `sent` says how much of it has gone,
// and what is offered begins there.
// caught by: 6.5: a short write goes on where it stopped
// saying: what the peer got after that
// saying: came:     helhel
  const std::size_t sent = send(fifo_.front().text);
  if (!is_open() || fifo_.empty()) return;
  fifo_.front().sent += sent;
  if (fifo_.front().sent >= fifo_.front().text.size()) fifo_.pop_front();
