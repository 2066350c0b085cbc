// One coroutine is resumed, and when it ends the task counts as done, though its parent has not gone on.
// caught by: 9.6: the parent goes on in the same pass in which its child ends
// saying: "parent goes on"
  TaskBase* const outer = std::exchange(running_task, this);
  if (next_) std::exchange(next_, nullptr).resume();
  running_task = outer;
