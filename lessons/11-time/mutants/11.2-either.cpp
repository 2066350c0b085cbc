// "Earlier, or set earlier" is no order: the bread (40 minutes, set first) is then before the tea (5
// minutes), and the tea before the bread. The numbers may decide only when the deadlines are equal.
// caught by: 11.4: timers come out by deadline, whatever the order they went in
// saying: came:     1 2 3 5 7 8 4 9 6
  return deadline < other.deadline || number < other.number;
