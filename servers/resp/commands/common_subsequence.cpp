#include "servers/resp/commands/common_subsequence.hpp"

#include <array>
#include <bit>

namespace kit::resp {
namespace {

constexpr std::size_t word_bits = 64;

using Row = std::vector<std::uint64_t>;  // a bit for each byte of b; those behind the end are 1

/// For each byte that a has: where b has it. Others have no row, so that this is never larger than
/// the table.
class Places {
 public:
  Places(std::string_view a, std::string_view b) : words_(b.size() / word_bits + 1) {
    for (const char letter : a) rows_[index(letter)].resize(words_);
    for (std::size_t j = 0; j < b.size(); ++j)
      if (Row& row = rows_[index(b[j])]; !row.empty())
        row[j / word_bits] |= std::uint64_t{1} << (j % word_bits);
  }

  /// In a row.
  std::size_t words() const noexcept { return words_; }
  const std::uint64_t* of(char letter) const noexcept { return rows_[index(letter)].data(); }

 private:
  static std::size_t index(char letter) noexcept { return static_cast<unsigned char>(letter); }

  std::size_t words_;
  std::array<Row, 256> rows_;
};

/// The row of one more byte of a. Bit j is 0 where the table's number grows from b's byte j to the
/// next: where the common part is one longer with b's byte j than without.
void next_row(const std::uint64_t* row, const std::uint64_t* places, std::uint64_t* next,
              std::size_t words) noexcept {
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < words; ++i) {
    const std::uint64_t old = row[i];
    const std::uint64_t matches = old & places[i];
    std::uint64_t sum = 0;
    const bool once = __builtin_add_overflow(old, matches, &sum);
    const bool twice = __builtin_add_overflow(sum, carry, &sum);
    carry = once || twice ? 1 : 0;
    next[i] = sum | (old & ~places[i]);
  }
}

/// All rows, one behind the other: row i is that of a's first i + 1 bytes.
Row all_rows(std::string_view a, const Places& places) {
  const std::size_t words = places.words();
  const Row before(words, ~std::uint64_t{0});
  Row rows(a.size() * words);
  const std::uint64_t* row = before.data();
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::uint64_t* const next = rows.data() + i * words;
    next_row(row, places.of(a[i]), next, words);
    row = next;
  }
  return rows;
}

}  // namespace

std::size_t common_length(std::string_view a, std::string_view b) {
  const Places places(a, b);
  Row row(places.words(), ~std::uint64_t{0});
  for (const char letter : a) next_row(row.data(), places.of(letter), row.data(), row.size());
  std::size_t length = 0;
  for (const std::uint64_t word : row) length += static_cast<std::size_t>(std::popcount(~word));
  return length;
}

std::vector<CommonRange> common_ranges(std::string_view a, std::string_view b) {
  const Places places(a, b);
  const Row rows = all_rows(a, places);
  std::vector<CommonRange> ranges;
  bool open = false;  // the last range goes on where the way goes on
  for (std::size_t i = a.size(), j = b.size(); i > 0 && j > 0;) {
    if (a[i - 1] == b[j - 1]) {
      --i;
      --j;
      if (!open) ranges.push_back({i, j, 0});
      ranges.back() = {i, j, ranges.back().size + 1};
      open = true;
      continue;
    }
    open = false;
    // As long without b's byte: leave that out. Otherwise a's.
    const std::uint64_t word = rows[(i - 1) * places.words() + (j - 1) / word_bits];
    const bool as_long = (word >> ((j - 1) % word_bits) & 1) != 0;
    --(as_long ? j : i);
  }
  return ranges;
}

}  // namespace kit::resp
