// The search begins with one byte and stops at the first that fits. "aba" ends with "a", but also
// with "aba", the beginning of "abab": the two bytes that were not kept back are handed over, and
// the terminator that they began is never found.
// caught by: 6.1: the longest one counts, and never the whole terminator
// saying: find_prefix_at_end("aba", "abab") == 3
// saying: came:     1
  for (std::size_t length = 1; length < needle.size() && length <= haystack.size(); ++length)
    if (haystack.ends_with(needle.substr(0, length))) return length;
  return 0;
