// The parent pauses although the child has ended already. The child has nothing left to do, so it
// will never wake its parent.
// caught by: 9.3: awaiting starts the child; if it never pauses, nor does the parent
// saying: lines == Lines{"parent begins", "child", "parent goes on"}
// saying: came:     "parent begins", "child"
      child_.resume();
      child_.promise().parent = parent;
      return true;
