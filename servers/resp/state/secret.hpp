// same_secret: compares what a client says with what only some may know.
#pragma once

#include <cstddef>
#include <string_view>

namespace kit::resp {

/// True if `given` is `secret`. How long it takes depends on the length of `given` alone, which
/// whoever gives it knows: neither on how much of it is right nor on how long the secret is. So
/// nobody finds it out byte by byte with a clock.
inline bool same_secret(std::string_view given, std::string_view secret) noexcept {
  unsigned difference = given.size() == secret.size() ? 0 : 1;
  // Beyond the secret's end, any byte will do: the lengths have decided already.
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::size_t within = i < secret.size() ? i : 0;
    const char expected = secret.empty() ? '\0' : secret[within];
    // Volatile, so that the compiler does not leave the loop at the first difference.
    volatile unsigned sum = difference;
    sum = sum | static_cast<unsigned char>(given[i] ^ expected);
    difference = sum;
  }
  return difference == 0;
}

}  // namespace kit::resp
