// KeyName: a key and the number of its database.
#pragma once

#include <compare>
#include <cstddef>
#include <string>

namespace kit::resp {

struct KeyName {
  std::size_t database = 0;
  std::string key;
  auto operator<=>(const KeyName&) const = default;
};

}  // namespace kit::resp
