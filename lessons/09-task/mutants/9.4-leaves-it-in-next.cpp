// next_ still holds the coroutine that has just ended, and it is resumed a second time. Take it out
// of next_ first, then resume it.
// caught by: 9.4: a task that never pauses is done after one step
// saying: SEGV
// saying: pc points to the zero page
  TaskBase* const outer = std::exchange(running_task, this);
  while (next_ && wait_ == nullptr) next_.resume();
  running_task = outer;
