// What is ready and nobody waits for stays watched. The selector returns at once, for nothing, again
// and again: the server does its work, and burns a core.
// caught by: 8.3: what is ready and nobody waits for is not watched any more
// saying: came:     read
if (waiter.done()) return;
ready_.push_back(Ready{std::move(waiter), nullptr, event.fd, slot.generation});
--waiting_;
