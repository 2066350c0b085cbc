// What one read brought is taken for one message. TCP keeps no boundaries: one read may bring two
// messages and a half, and the next one the other half.
// caught by: 6.2: two messages and a half in one read
// saying: bench.chat.messages == Strings{"one", "two", "three"}
// saying: came:     [one][ee]
  begin_ += all.size();
  const std::string_view line = all.substr(0, all.find(text));
  if (!line.empty()) collect_incoming_data(line);
  if (is_open() && !closing_) found_terminator();
  return true;
