// The selector is told about this direction alone, and so forgets the other one. Whoever waits for
// that is not woken any more.
// caught by: 8.2: one may receive and one may send, at the same time
// saying: event_read | event_write
if (!place.done()) refuse_second(wait.fd);
if (const auto error = arm(wait.fd, slot, direction)) std::rethrow_exception(error);
place = std::move(routine);
++waiting_;
