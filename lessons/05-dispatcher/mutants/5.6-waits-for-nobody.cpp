// The channel waits until the rest is sent, also when the connection is lost. Nobody will ever take
// it: the channel, its buffer and its descriptor stay for ever.
// caught by: 5.6: nobody waits without a reason
// saying: alice.channel.is_open()
  if (write_buffer_size() == 0 || std::exchange(told_to_close_, true)) return close();
  closing_ = true;
