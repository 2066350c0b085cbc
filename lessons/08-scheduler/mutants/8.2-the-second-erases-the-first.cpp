// A second one who waits for the same takes the place of the first. That one is destroyed where it
// stands: nobody is told, and its client never gets an answer. The original did this.
// caught by: 8.2: a second one who waits for the same is refused, and does not push the first out
// saying: came:     Alice waits. Bob waits. Alice vanishes.
if (const auto error = arm(wait.fd, slot, slot.armed | direction)) std::rethrow_exception(error);
place = std::move(routine);
++waiting_;
