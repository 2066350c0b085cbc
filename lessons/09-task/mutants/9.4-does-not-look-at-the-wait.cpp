// The loop goes on while there is a next coroutine, and does not look at wait_: the task waits, and
// goes on all the same.
// caught by: 9.5: a task that waits goes on where it paused, when it is woken
// saying: came:     "sits down", "park: true", "gets up", "Alice waits on a bench"
  TaskBase* const outer = std::exchange(running_task, this);
  while (next_) std::exchange(next_, nullptr).resume();
  running_task = outer;
