// All that is here is handed over when there is no terminator in it. If the read ended in the
// middle of one, its first half counts as text, and the second half alone is no terminator: two
// messages become one.
// caught by: 6.2: a terminator that comes in two reads is found
// saying: bench.chat.heard == Strings{"ab"}
// saying: came:     [ab\r]
  const std::size_t found = all.find(text);
  if (found != all.npos) {
    begin_ += found + text.size();
    if (found > 0) collect_incoming_data(all.substr(0, found));
    if (is_open() && !closing_) found_terminator();
    return true;
  }
  begin_ += all.size();
  collect_incoming_data(all);
  return true;
