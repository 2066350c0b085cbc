// What the commands on strings share: a value may be kept as a number or as text.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
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

/// True if the key has a string or is not there (null). Otherwise replies that it has something
/// else.
inline bool expect_string(Call& call, const Entry* entry) {
  if (entry == nullptr || is_string(entry->kind())) return true;
  call.reply.error(wrong_type);
  return false;
}

/// The value, or that there is none. False after replying that it is no string.
inline bool reply_value(Call& call, const Entry* entry) {
  if (entry == nullptr) return call.reply.null(), true;
  if (!expect_string(call, entry)) return false;
  call.reply.bulk(ValueText(*entry).view());
  return true;
}

/// True if a text of `size` and `more` bytes is not too long. Otherwise replies so.
bool expect_length(Call& call, std::int64_t size, std::size_t more);

/// Whether the command comes from the append-only file: it has been carried out once, and is now,
/// whatever the limits say today.
inline bool is_replayed(const Call& call) noexcept { return call.now() == 0; }

/// Where a text of `size` bytes can be written: that of the entry, cut off or filled up with zero
/// bytes, or of a new one if it is null. Throws std::bad_alloc; then nothing has changed.
char* writable_text(Call& call, Entry* entry, std::string_view key, std::size_t size);

}  // namespace kit::resp
