// The loop goes on while there is a next coroutine, and does not look whether it waits: every sleep
// is over at once.
// caught by: 9.5: a task that sleeps lets the others run, and goes on where it paused
// saying: "Bob begins"
  TaskBase* const outer = std::exchange(running_task, this);
  while (next_) std::exchange(next_, nullptr).resume();
  running_task = outer;
