// The task was woken, and had nothing to resume, so it counts as done: who sets its next_?
// caught by: 9.5: a task that waits goes on where it paused, when it is woken
// saying: "Alice waits on a bench", "gets up"}
// saying: came:     "sits down", "park: true", "Alice waits on a bench"
  task_->wait_ = this;
  return true;
