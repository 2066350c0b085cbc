#include "servers/resp/commands/bit_integers.hpp"

#include "servers/resp/commands/bit_words.hpp"

namespace kit::resp {
namespace {

constexpr std::uint64_t all_ones = ~std::uint64_t{0};

/// The number that the low bits are.
std::int64_t cut(std::uint64_t bits, BitInteger type) noexcept {
  const unsigned rest = 64 - type.bits;
  if (!type.is_signed) return static_cast<std::int64_t>(bits << rest >> rest);
  return static_cast<std::int64_t>(bits << rest) >> rest;
}

enum class Range : std::uint8_t { fits, above, below };

Range range_of_unsigned(std::uint64_t most, std::uint64_t value, std::int64_t by) noexcept {
  const auto size = static_cast<std::uint64_t>(by);
  if (value > most || (by > 0 && size > most - value)) return Range::above;
  return by < 0 && 0 - size > value ? Range::below : Range::fits;
}

std::int64_t distance(std::int64_t from, std::int64_t to) noexcept {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(to) -
                                   static_cast<std::uint64_t>(from));
}

/// As Redis asks it, also where the distance overflows: the lowest numbers of 64 bits are above
/// what a narrower type holds.
Range range_of_signed(unsigned bits, std::int64_t value, std::int64_t by) noexcept {
  const auto most = static_cast<std::int64_t>(all_ones >> (64 - bits) >> 1);
  const std::int64_t least = -most - 1;
  const std::int64_t up = distance(value, most);
  const std::int64_t down = distance(value, least);
  const bool narrow = bits < 64;
  if (value > most || (by > up && (narrow || (value >= 0 && by > 0)))) return Range::above;
  if (value < least || (by < down && (narrow || (value < 0 && by < 0)))) return Range::below;
  return Range::fits;
}

}  // namespace

std::int64_t read_integer(std::string_view text, std::size_t offset, BitInteger type) noexcept {
  std::uint64_t bits = 0;
  for (std::size_t bit = offset; bit < offset + type.bits; ++bit) {
    const bool is_set = bit / 8 < text.size() && bit_at(text, bit);
    bits = bits << 1 | (is_set ? 1 : 0);
  }
  return cut(bits, type);
}

void write_integer(char* text, std::size_t offset, BitInteger type, std::int64_t value) noexcept {
  auto bits = static_cast<std::uint64_t>(value);
  for (std::size_t bit = offset + type.bits; bit > offset; bits >>= 1) {
    --bit;
    char& target = text[bit / 8];
    const auto mask = static_cast<unsigned char>(0x80 >> (bit % 8));
    target = static_cast<char>((bits & 1) != 0 ? target | mask : target & ~mask);
  }
}

std::optional<std::int64_t> add_integers(BitInteger type, std::int64_t value, std::int64_t by,
                                         Overflow overflow) noexcept {
  const std::uint64_t most = all_ones >> (64 - type.bits) >> (type.is_signed ? 1 : 0);
  const auto highest = static_cast<std::int64_t>(most);
  const Range range = type.is_signed
                          ? range_of_signed(type.bits, value, by)
                          : range_of_unsigned(most, static_cast<std::uint64_t>(value), by);
  if (range != Range::fits && overflow == Overflow::fail) return std::nullopt;
  if (range == Range::above && overflow == Overflow::saturate) return highest;
  if (range == Range::below && overflow == Overflow::saturate)
    return type.is_signed ? -highest - 1 : 0;
  return cut(static_cast<std::uint64_t>(value) + static_cast<std::uint64_t>(by), type);
}

}  // namespace kit::resp
