// After the step, nobody is said to run. This step stood in the middle of another task's step, and
// that one runs still: put back what was there before.
// caught by: 9.4: the running task; afterwards it is who it was before
// saying: came:     "Alice", "Bob", "nobody", "nobody"
  running_task = this;
  while (next_ && wait_ == nullptr) std::exchange(next_, nullptr).resume();
  running_task = nullptr;
