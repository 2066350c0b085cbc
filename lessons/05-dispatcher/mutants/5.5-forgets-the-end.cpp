// What lies beyond the first most_at_once bytes is thrown away. They limit what one call offers to
// the system, and not what is kept: what was not offered waits, too.
// caught by: 5.5: more than most_at_once is kept, too
// saying: alice.channel.write_buffer_size() == 134'464
// saying: came:     0
  const std::string_view part = bytes.substr(0, most_at_once);
  std::size_t taken = 0;
  if (output_.empty() && connected()) taken = Dispatcher::send(part);
  if (is_open()) output_.append(part.substr(taken));
