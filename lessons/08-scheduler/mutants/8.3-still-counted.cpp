// Who is woken is out of the table, and waiting_ still counts it. So run() never comes to its end: it
// asks the selector for somebody who is not there.
// caught by: 8.3: who waits goes on when something comes
// saying: came:     Alice waits. Alice goes on. Nobody can go on.
if (waiter.done()) {
  (void)arm(event.fd, slot, slot.armed & ~direction);
  return;
}
ready_.push_back(Ready{std::move(waiter), nullptr, event.fd, slot.generation});
