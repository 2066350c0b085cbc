// It sends until everything is gone, and never returns while the client does not read: the one
// thread that serves everybody is busy with one client.
// caught by: 4.3: EAGAIN takes nothing away
// saying: (hangs)
  IoResult sent = IoResult::ok(0);
  while (!empty()) {
    sent = net.send(fd, view());
    if (sent.is_ok()) consume(sent.bytes());
  }
  return sent;
