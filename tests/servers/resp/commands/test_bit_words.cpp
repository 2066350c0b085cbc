// Bits 64 at a time give what bits one by one give.
#include "servers/resp/commands/bit_words.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>

namespace kit::resp {
namespace {

bool slow_bit(const std::string& text, std::size_t bit) {
  return (static_cast<unsigned char>(text[bit / 8]) & (0x80 >> (bit % 8))) != 0;
}

std::uint64_t slow_count(const std::string& text, IndexRange bits) {
  std::uint64_t count = 0;
  for (std::size_t bit = bits.first; bit <= bits.last; ++bit) count += slow_bit(text, bit) ? 1 : 0;
  return count;
}

std::optional<std::size_t> slow_find(const std::string& text, IndexRange bits, bool set) {
  for (std::size_t bit = bits.first; bit <= bits.last; ++bit)
    if (slow_bit(text, bit) == set) return bit;
  return std::nullopt;
}

std::string random_text(std::mt19937& random, std::size_t size) {
  std::string text(size, '\0');
  for (char& letter : text) letter = static_cast<char>(random());
  return text;
}

/// All zeros or all ones but for a few bits: those are looked for.
std::string sparse_text(std::mt19937& random, std::size_t size) {
  std::string text(size, random() % 2 == 0 ? '\0' : '\xff');
  for (std::size_t few = random() % 3; few > 0; --few)
    text[random() % size] ^= static_cast<char>(1 << (random() % 8));
  return text;
}

TEST_CASE("bits: counting and finding in any range") {
  std::mt19937 random(4711);
  for (int round = 0; round < 20'000; ++round) {
    const std::size_t size = 1 + random() % 100;
    const std::string text = round % 2 == 0 ? random_text(random, size) : sparse_text(random, size);
    std::size_t first = random() % (8 * size);
    std::size_t last = random() % (8 * size);
    if (first > last) std::swap(first, last);
    const IndexRange range{first, last};
    CHECK(count_bits(text, range) == slow_count(text, range));
    CHECK(find_bit(text, range, true) == slow_find(text, range, true));
    CHECK(find_bit(text, range, false) == slow_find(text, range, false));
  }
}

TEST_CASE("bits: combined byte by byte, whatever the length") {
  std::mt19937 random(4712);
  const auto byte = [](int value) { return static_cast<char>(value); };
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string a = random_text(random, size);
    const std::string b = random_text(random, size);
    std::string both = a, either = a, one = a, inverse = a;
    combine_bits(BitOperation::conjunction, both.data(), b.data(), size);
    combine_bits(BitOperation::disjunction, either.data(), b.data(), size);
    combine_bits(BitOperation::exclusive_or, one.data(), b.data(), size);
    combine_bits(BitOperation::negation, inverse.data(), b.data(), size);
    for (std::size_t i = 0; i < size; ++i) {
      CHECK(both[i] == byte(a[i] & b[i]));
      CHECK(either[i] == byte(a[i] | b[i]));
      CHECK(one[i] == byte(a[i] ^ b[i]));
      CHECK(inverse[i] == byte(~b[i]));
    }
  }
}

}  // namespace
}  // namespace kit::resp
