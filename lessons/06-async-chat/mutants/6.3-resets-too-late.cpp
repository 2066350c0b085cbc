// terminator_ is reset after found_terminator. But that is where a conversation says how its next
// message ends: what it has just set is forgotten, and it hears of no message any more.
// caught by: 6.3: a conversation: a line says how long the body is, then a line again
// saying: bench.chat.messages == Strings{"3", "a\nb", "5", "hello", "2", "ok"}
// saying: came:     [3]
  const bool complete = some.size() == count;
  collect_incoming_data(some);
  if (complete && is_open() && !closing_) found_terminator();
  if (complete)
    terminator_ = std::monostate();
  else
    terminator_ = count - some.size();
