// The parent is noted before the child is started. If the child then ends without a pause, it sends
// the task to its parent, and `false` sends the parent on as well: it is resumed twice.
// caught by: 9.3: until it has paused, nobody is noted as its parent
// saying: noted_before_the_pause == "nobody"
// saying: came:     its parent
      child_.promise().parent = parent;
      child_.resume();
      return !child_.done();
