// Only deadlines are compared. A heap keeps no order among equals: it takes them apart and puts
// them together as its shape has it, so they come out shuffled.
// caught by: 11.2: equal deadlines come out in the order they went in
// saying: came:     a f e d c b
  return deadline < other.deadline;
