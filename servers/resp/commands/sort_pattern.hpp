// SortPattern: where SORT finds what belongs to an element: the key that the pattern makes of it,
// or a field of the hash there.
//
//   weight_*        with the element 7: the string of the key weight_7
//   user:*->name    the field "name" of the hash user:7
//   #               the element itself
//   nothing         no star: there is nothing for any element
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "servers/resp/commands/call.hpp"

namespace kit::resp {

/// As in Redis, a pattern ends for those who look for its signs where it has a zero byte.
class SortPattern {
 public:
  /// The text must outlive it.
  explicit SortPattern(std::string_view text) noexcept;

  bool is_element() const noexcept { return until_zero(text_) == "#"; }
  bool has_star() const noexcept { return star_ != std::string_view::npos; }

  /// The key for that element. There must be a star.
  std::string key(std::string_view element) const;
  /// What belongs to the element, or none. Counts as use of the key, and in the statistics.
  std::optional<std::string> value(Call& call, std::string_view element) const;

 private:
  std::string_view text_;
  std::size_t star_;
  std::size_t key_end_;  // of the part that makes the key
};

}  // namespace kit::resp
