// Integers of any width among the bits of a text. Bit 0 is the highest of the first byte, and the
// first bit of an integer its highest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace kit::resp {

struct BitInteger {
  bool is_signed;
  unsigned bits;  // 1 to 64, of an unsigned one to 63
};

/// What becomes of a sum that so many bits do not hold.
enum class Overflow : std::uint8_t { wrap, saturate, fail };

/// The integer that begins at bit `offset`. Behind the end of the text are zeros.
std::int64_t read_integer(std::string_view text, std::size_t offset, BitInteger type) noexcept;

/// Its low bits, whatever the others are. All of them lie within the text.
void write_integer(char* text, std::size_t offset, BitInteger type, std::int64_t value) noexcept;

/// `value` + `by` as one of that type; none if it does not fit and must not be changed. `value` may
/// be too big, too: of an unsigned type, a negative one is.
std::optional<std::int64_t> add_integers(BitInteger type, std::int64_t value, std::int64_t by,
                                         Overflow overflow) noexcept;

}  // namespace kit::resp
