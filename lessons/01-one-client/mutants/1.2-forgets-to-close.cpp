// The number is forgotten without closing: the descriptor stays open until the program ends.
// caught by: 1.2: close closes, and forgets the number
// saying: not is_open(number)
  (void)release();
