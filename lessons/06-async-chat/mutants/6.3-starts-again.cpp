// terminator_ is not made smaller by what has come: each read starts to count again, and a message
// that comes in pieces never gets complete.
// caught by: 6.3: so many bytes, in pieces
// saying: bench.chat.heard == Strings{"he", "ll", "o", end, "w"}
// saying: came:     [he][ll][ow]
  const bool complete = some.size() == count;
  if (complete) terminator_ = std::monostate();
  collect_incoming_data(some);
  if (complete && is_open() && !closing_) found_terminator();
