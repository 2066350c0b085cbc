#include "servers/resp/commands/bit_words.hpp"

#include <bit>
#include <cstring>

namespace kit::resp {
namespace {

constexpr std::size_t word_size = sizeof(std::uint64_t);

std::uint64_t load_word(const char* from) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

/// With the byte at the lowest address as the highest, as bits are numbered here.
std::uint64_t load_in_order(const char* from) noexcept {
  const std::uint64_t word = load_word(from);
  return std::endian::native == std::endian::little ? __builtin_bswap64(word) : word;
}

/// The bits in a byte from `first` to its end.
unsigned char from_bit(std::size_t first) noexcept {
  return static_cast<unsigned char>(0xff >> (first % 8));
}

// ------------------------------------------------------------ counting

/// Compiled twice: four independent sums, so that one addition does not wait for the one before.
[[gnu::always_inline]] inline std::uint64_t count_inline(const char* bytes, std::size_t size) {
  std::uint64_t sums[4] = {};
  for (; size >= 4 * word_size; bytes += 4 * word_size, size -= 4 * word_size)
    for (std::size_t i = 0; i < 4; ++i)
      sums[i] += static_cast<unsigned>(__builtin_popcountll(load_word(bytes + i * word_size)));
  for (; size > 0; ++bytes, --size)
    sums[0] += static_cast<unsigned>(__builtin_popcount(static_cast<unsigned char>(*bytes)));
  return sums[0] + sums[1] + sums[2] + sums[3];
}

#ifdef __x86_64__
// The first 64-bit processors could not count bits; the compiler must not assume that this one can.
[[gnu::target("popcnt")]] std::uint64_t count_by_instruction(const char* bytes, std::size_t size) {
  return count_inline(bytes, size);
}

std::uint64_t count_in_bytes(const char* bytes, std::size_t size) noexcept {
#ifdef __APPLE__
  constexpr bool has_instruction =
      true;  // there never was a Mac that today's macOS runs on without
#else
  static const bool has_instruction = __builtin_cpu_supports("popcnt") != 0;
#endif
  return has_instruction ? count_by_instruction(bytes, size) : count_inline(bytes, size);
}
#else
std::uint64_t count_in_bytes(const char* bytes, std::size_t size) noexcept {
  return count_inline(bytes, size);
}
#endif

// ------------------------------------------------------------ finding

/// The first byte that is not `uninteresting`; `size` when all are.
std::size_t skip_bytes(const char* bytes, std::size_t size, unsigned char uninteresting) noexcept {
  const std::uint64_t all = uninteresting == 0 ? 0 : ~std::uint64_t{0};
  std::size_t i = 0;
  for (; i + 4 * word_size <= size; i += 4 * word_size) {
    const char* const at = bytes + i;
    if ((load_word(at) ^ all) | (load_word(at + 8) ^ all) | (load_word(at + 16) ^ all) |
        (load_word(at + 24) ^ all))
      break;
  }
  for (; i + word_size <= size; i += word_size)
    if (const std::uint64_t other = load_in_order(bytes + i) ^ all; other != 0)
      return i + static_cast<std::size_t>(std::countl_zero(other)) / 8;
  while (i < size && static_cast<unsigned char>(bytes[i]) == uninteresting) ++i;
  return i;
}

}  // namespace

std::uint64_t count_bits(std::string_view text, IndexRange bits) noexcept {
  const std::size_t first = bits.first / 8;
  const std::size_t last = bits.last / 8;
  std::uint64_t count = count_in_bytes(text.data() + first, last - first + 1);
  // The first and the last byte may belong to it in part.
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char before = byte(first) & static_cast<unsigned char>(~from_bit(bits.first));
  const unsigned char behind = bits.last % 8 == 7 ? 0 : byte(last) & from_bit(bits.last + 1);
  count -= static_cast<unsigned>(std::popcount(before));
  return count - static_cast<unsigned>(std::popcount(behind));
}

std::optional<std::size_t> find_bit(std::string_view text, IndexRange bits, bool set) noexcept {
  const std::size_t end = bits.last + 1;
  std::size_t bit = bits.first;
  for (; bit < end && bit % 8 != 0; ++bit)
    if (bit_at(text, bit) == set) return bit;
  if (bit < end) {
    const unsigned char uninteresting = set ? 0 : 0xff;
    bit += 8 * skip_bytes(text.data() + bit / 8, (end - bit) / 8, uninteresting);
  }
  for (; bit < end; ++bit)
    if (bit_at(text, bit) == set) return bit;
  return std::nullopt;
}

// ------------------------------------------------------------ combining

namespace {

template <class Operation>
void combine(char* to, const char* from, std::size_t size, Operation operation) noexcept {
  std::size_t i = 0;
  for (; i + word_size <= size; i += word_size) {
    const std::uint64_t word = operation(load_word(to + i), load_word(from + i));
    std::memcpy(to + i, &word, sizeof word);
  }
  for (; i < size; ++i)
    to[i] = static_cast<char>(
        operation(static_cast<unsigned char>(to[i]), static_cast<unsigned char>(from[i])));
}

}  // namespace

void combine_bits(BitOperation operation, char* to, const char* from, std::size_t size) noexcept {
  using Word = std::uint64_t;
  switch (operation) {
    case BitOperation::conjunction:
      return combine(to, from, size, [](Word a, Word b) { return a & b; });
    case BitOperation::disjunction:
      return combine(to, from, size, [](Word a, Word b) { return a | b; });
    case BitOperation::exclusive_or:
      return combine(to, from, size, [](Word a, Word b) { return a ^ b; });
    case BitOperation::negation:
      return combine(to, from, size, [](Word, Word b) { return ~b; });
  }
}

}  // namespace kit::resp
