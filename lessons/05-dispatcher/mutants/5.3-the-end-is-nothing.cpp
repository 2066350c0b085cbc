// After zero bytes handle_close is not called. That is how a peer says that it has
// finished: nobody else will tell the channel, so it stays open, and its descriptor is lost.
// caught by: 5.3: when the peer has finished, handle_close is called, and eof() is true by then
// saying: came:     handle_read, handle_read, handle_read
  if (got.would_block()) throw_os_error(EAGAIN, on_descriptor("recv", fileno()));
  if (got.is_ok()) return {reinterpret_cast<const char*>(room.data()), got.bytes()};
  if (!is_disconnect(got.error())) throw_os_error(got.error(), on_descriptor("recv", fileno()));
  handle_close();
  return {};
