// The task does not know that it waits: 9.4 looks at its wait_, and nobody has set it. So it goes on
// at once, and is done.
// caught by: 9.5: a task that waits goes on where it paused, when it is woken
// saying: came:     "sits down", "park: true", "gets up", "Alice runs"
  task_->next_ = coroutine;
  return true;
