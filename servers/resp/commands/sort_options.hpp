// What SORT and SORT_RO may say after the key.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/sort_pattern.hpp"

namespace kit::resp {

struct SortOptions {
  bool descending = false;
  bool as_texts = false;  // ALPHA: not as numbers
  /// BY a pattern without a star: the elements stay in the order in which they are.
  bool in_own_order = false;
  std::optional<SortPattern> by;  // none: by the element itself
  std::vector<SortPattern> get;   // none: the element itself
  std::optional<std::string_view> target;

  /// The part of `size` elements that LIMIT asks for.
  struct Part {
    std::size_t first;
    std::size_t count;
  };
  Part part(std::size_t size) const noexcept {
    const auto length = static_cast<std::int64_t>(size);
    const std::int64_t begin = std::clamp<std::int64_t>(first, 0, length);
    const std::int64_t rest = length - begin;
    const std::int64_t taken = count < 0 ? rest : std::min(count, rest);
    return {static_cast<std::size_t>(begin), static_cast<std::size_t>(taken)};
  }

  std::int64_t first = 0;
  std::int64_t count = -1;  // negative: all
};

/// None after replying what is wrong. Only a command that may write takes STORE.
std::optional<SortOptions> parse_sort_options(Call& call);

}  // namespace kit::resp
