// Nobody waits for this direction, so both are disarmed. Whoever waits for the other one is not woken
// any more, and does not know it.
// caught by: 8.3: who waits in the other direction is still watched for
// saying: came:     Alice waits. Bob waits. Bob goes on. A letter. Nobody can go on.
// saying: came:     nothing
if (waiter.done()) {
  (void)arm(event.fd, slot, 0);
  return;
}
ready_.push_back(Ready{std::move(waiter), nullptr, event.fd, slot.generation});
--waiting_;
