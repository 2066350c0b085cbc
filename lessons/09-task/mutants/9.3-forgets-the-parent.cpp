// The child pauses and does not know who awaits it: when it ends, nobody goes on.
// caught by: 9.3: when the child pauses, so does the parent, and the child knows it
// saying: noted_parent == parent.address()
      child_.resume();
      return !child_.done();
