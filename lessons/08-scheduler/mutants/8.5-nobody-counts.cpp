// A routine that was woken, but has not had its turn yet, cannot know that its socket was closed in
// between. It goes on, and reads from whatever has the number now.
// caught by: 8.5: closed between waking and turn: the number may be somebody else's by then
// saying: came:     Alice waits. Closed. Alice goes on.
abort(slot.receiver, closed_error(fd));
abort(slot.sender, closed_error(fd));
(void)arm(fd, slot, 0);
