// One coroutine is resumed, and no other. The one that ran had named who goes on: nobody did, and
// the task counts as done.
// caught by: 9.4: a step goes on as long as somebody is next
// saying: lines == Lines{"one", "two", "three"}
// saying: came:     "one"
  TaskBase* const outer = std::exchange(running_task, this);
  if (next_ && wait_ == nullptr) std::exchange(next_, nullptr).resume();
  running_task = outer;
