// Of two equal deadlines the newer one comes out first. Who asks for two things at the same moment
// gets them in the wrong order: the answer before the greeting.
// caught by: 11.2: equal deadlines come out in the order they went in
// saying: kitchen.take_all() == "a b c d e f"
  if (deadline != other.deadline) return deadline < other.deadline;
  return number > other.number;
