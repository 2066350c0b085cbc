// The text joins the last piece, also when that is a producer. A producer's item is asked for
// pieces, and its own text is never looked at: the bytes are lost.
// caught by: 6.4: what is pushed after a producer comes after all that it makes
// saying: what the peer got
  if (!fifo_.empty()) {
    std::string& last = fifo_.back().text;
    const std::size_t fits = std::min(text.size(), out_buffer_size - last.size());
    last.append(text.substr(0, fits));
    text.remove_prefix(fits);
  }
  for (; !text.empty(); text.remove_prefix(std::min(text.size(), out_buffer_size)))
    fifo_.push_back(Item{std::string(text.substr(0, out_buffer_size)), 0, nullptr});
