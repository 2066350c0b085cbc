// The bytes the client sends, and the check of the bytes that come back.
//
// Every connection walks through one repeating pattern from a starting point of its own. Byte
// number p of a connection is then known without storing what was sent, a byte lost, doubled or
// swapped between connections shows at once, and the check is a memcmp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace kit::bench {

class Pattern {
 public:
  // The period is a prime, so that no message size lines up with it.
  static constexpr size_t period = 4093;
  // How many bytes may be taken from any position in one piece.
  static constexpr size_t longest_piece = 256 * 1024;

  Pattern() : bytes_(period + longest_piece) {
    uint32_t state = 2463534242;  // xorshift: the pattern is the same in every run
    for (size_t i = 0; i < period; ++i) {
      state ^= state << 13;
      state ^= state >> 17;
      state ^= state << 5;
      bytes_[i] = static_cast<char>(state >> 11);
    }
    for (size_t i = period; i < bytes_.size(); ++i) bytes_[i] = bytes_[i - period];
  }

  const char* at(uint64_t position) const { return bytes_.data() + position % period; }

  bool matches(const char* data, size_t size, uint64_t position) const {
    return std::memcmp(data, at(position), size) == 0;
  }

 private:
  std::vector<char> bytes_;
};

inline const Pattern& pattern() {
  static const Pattern instance;
  return instance;
}

}  // namespace kit::bench
