// The system took 4 bytes and was asked again, although it was full, and the caller heard only the last answer. Call
// send once: the next call comes when select() says that there is room.
// caught by: 4.3: a short write goes on where it stopped
// saying: == "4 bytes"
// saying: came:     EAGAIN
  IoResult sent = IoResult::ok(0);
  while (sent.is_ok() && !empty()) {
    sent = net.send(fd, view());
    if (sent.is_ok()) consume(sent.bytes());
  }
  return sent;
