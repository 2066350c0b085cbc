// Replies that are arrays of strings, for the tests of sorted sets.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {

/// "*2\r\n$1\r\na\r\n$1\r\nb\r\n" for "a b": words with one space between them.
inline std::string listing(std::string_view words) {
  std::string items;
  std::size_t count = 0;
  while (!words.empty()) {
    const std::size_t end = words.find(' ');
    items += bulk(words.substr(0, end));
    ++count;
    words = end == words.npos ? std::string_view() : words.substr(end + 1);
  }
  return "*" + std::to_string(count) + "\r\n" + items;
}

/// A server whose sorted sets are never packs.
inline Parameters without_packs() {
  Parameters parameters;
  parameters.zset_max_listpack_entries = 0;
  return parameters;
}

}  // namespace kit::resp
