// Text to send, in which a lost or doubled part shows.
#pragma once

#include <cstddef>
#include <string>

namespace kit::test {

/// A text of `size` bytes in which every place looks different from its neighbours.
inline std::string pattern(std::size_t size) {
  std::string text(size, ' ');
  for (std::size_t i = 0; i < size; ++i)
    text[i] = static_cast<char>('a' + (i + i / 26 + i / 676) % 26);
  return text;
}

}  // namespace kit::test
