// What the commands on strings share: a value may be kept as a number or as text.
#pragma once

#include <charconv>
#include <string_view>

#include "servers/resp/commands/call.hpp"

namespace kit::resp {

/// The bytes of a string value. Points into the entry, or into itself: stays where it is.
class ValueText {
 public:
  explicit ValueText(const Entry& entry) noexcept {
    if (entry.kind() != Kind::integer) {
      text_ = entry.text();
      return;
    }
    const auto end = std::to_chars(digits_, digits_ + sizeof digits_, entry.number());
    text_ = {digits_, static_cast<std::size_t>(end.ptr - digits_)};
  }
  ValueText(const ValueText&) = delete;
  ValueText& operator=(const ValueText&) = delete;

  std::string_view view() const noexcept { return text_; }

 private:
  char digits_[20];  // "-9223372036854775808"
  std::string_view text_;
};

/// The value, or that there is none.
inline void reply_value(Call& call, const Entry* entry) {
  if (entry == nullptr) return call.reply.null();
  call.reply.bulk(ValueText(*entry).view());
}

}  // namespace kit::resp
