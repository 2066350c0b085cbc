// What the system did not take is thrown away: Dispatcher::send said how much it took, and nobody
// kept the rest.
// caught by: 5.5: what the system does not take is kept, and goes out later
// saying: alice.channel.write_buffer_size() == 8
// saying: came:     0
  if (output_.empty() && connected()) {
    Dispatcher::send(bytes.substr(0, most_at_once));
  } else {
    output_.append(bytes);
  }
