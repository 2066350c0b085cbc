// index_range: what "from 0 to -1" means in a text of so many bytes or bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace kit::resp {

/// Both ends belong to it: it is never empty.
struct IndexRange {
  std::size_t first;
  std::size_t last;
  std::size_t size() const noexcept { return last - first + 1; }
};

/// Both count from the end, and the second lies before the first.
constexpr bool is_backwards(std::int64_t first, std::int64_t last) noexcept {
  return first < 0 && last < 0 && first > last;
}

/// Negative numbers count from the end, -1 is the last; an end that lies outside is moved inside.
/// None when nothing is left. Both ends far before the start mean the first element, in whatever
/// order: who does not want that asks is_backwards() before.
inline std::optional<IndexRange> index_range(std::int64_t first, std::int64_t last,
                                             std::size_t size) noexcept {
  const auto length = static_cast<std::int64_t>(size);
  const auto from_start = [length](std::int64_t index) {
    if (index >= 0) return index;
    return index + length > 0 ? index + length : 0;
  };
  first = from_start(first);
  last = from_start(last);
  if (last >= length) last = length - 1;
  if (first > last) return std::nullopt;
  return IndexRange{static_cast<std::size_t>(first), static_cast<std::size_t>(last)};
}

}  // namespace kit::resp
