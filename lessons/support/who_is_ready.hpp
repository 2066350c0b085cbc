// What a selector says, in words.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <span>
#include <string>

#include "lessons/support/names.hpp"
#include "loop/selectors/selector.hpp"

namespace kit {

/// Who is behind which descriptor.
using Names = std::map<int, std::string>;

/// "Alice: read, Bob: read|write"; of many the first three; "nobody" if there is none.
inline std::string who_is_ready(std::span<const SelectorKey> keys, const Names& names) {
  constexpr std::size_t most = 3;
  std::string text;
  for (const SelectorKey& key : keys.first(std::min(keys.size(), most))) {
    const auto known = names.find(key.fd);
    text += text.empty() ? "" : ", ";
    text += known != names.end() ? known->second : "descriptor " + std::to_string(key.fd);
    text += ": " + events_name(key.events);
  }
  if (keys.size() > most) text += ", and " + std::to_string(keys.size() - most) + " more";
  return text.empty() ? "nobody" : text;
}

}  // namespace kit
