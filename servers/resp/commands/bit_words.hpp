// Bits of a text, 64 at a time. Bit 0 is the highest of the first byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "servers/resp/commands/index_range.hpp"

namespace kit::resp {

/// `bit` lies within the text.
inline bool bit_at(std::string_view text, std::size_t bit) noexcept {
  return (static_cast<unsigned char>(text[bit / 8]) >> (7 - bit % 8) & 1) != 0;
}

/// How many bits of the range are set. `bits` lies within the text.
std::uint64_t count_bits(std::string_view text, IndexRange bits) noexcept;

/// The first bit of the range that is `set`, or is not. `bits` lies within the text.
std::optional<std::size_t> find_bit(std::string_view text, IndexRange bits, bool set) noexcept;

enum class BitOperation : std::uint8_t { conjunction, disjunction, exclusive_or, negation };

/// to[i] = to[i] OP from[i]; of the negation, ~from[i]. Neither overlaps the other by halves.
void combine_bits(BitOperation operation, char* to, const char* from, std::size_t size) noexcept;

}  // namespace kit::resp
