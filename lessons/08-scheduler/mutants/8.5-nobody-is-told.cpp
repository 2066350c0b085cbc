// The socket goes, and whoever waits for it stays in the table: no event will ever come for that
// number, so it waits for ever, and run() with it.
// caught by: 8.5: who waits for a socket that is closed is sent home, in both directions
// saying: nobody can go on
(void)arm(fd, slot, 0);
++slot.generation;
