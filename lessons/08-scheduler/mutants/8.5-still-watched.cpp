// The selector has not been told: slot.armed only notes what arm() has told it. The next socket of this
// number is taken for one that is watched already, or cannot be registered.
// caught by: 8.5: the next socket of that number starts afresh
// saying: expected: bench.watched(near) == "nothing"
// saying: came:     read
abort(slot.receiver, closed_error(fd));
abort(slot.sender, closed_error(fd));
slot.armed = 0;
++slot.generation;
