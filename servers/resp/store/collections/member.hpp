// Member: one of a set, as the set keeps it.
#pragma once

#include <cassert>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kit::resp {

/// A number, or a text that is kept elsewhere: good until the set changes.
class Member {
 public:
  explicit Member(std::int64_t number) noexcept : data_(nullptr), number_(number) {}
  /// `text` must point somewhere, also when it is empty.
  explicit Member(std::string_view text) noexcept
      : data_(text.data()), number_(static_cast<std::int64_t>(text.size())) {
    assert(data_ != nullptr);
  }

  bool is_number() const noexcept { return data_ == nullptr; }
  std::int64_t number() const noexcept { return number_; }
  /// Of one that is no number.
  std::string_view text() const noexcept { return {data_, static_cast<std::size_t>(number_)}; }

 private:
  const char* data_;  // null: a number
  std::int64_t number_;
};

/// The bytes of a member, whatever it is. Points into itself, perhaps: stays where it is.
class MemberText {
 public:
  explicit MemberText(const Member& member) noexcept {
    if (!member.is_number()) {
      text_ = member.text();
      return;
    }
    const auto end = std::to_chars(digits_, digits_ + sizeof digits_, member.number());
    text_ = {digits_, static_cast<std::size_t>(end.ptr - digits_)};
  }
  MemberText(const MemberText&) = delete;
  MemberText& operator=(const MemberText&) = delete;

  std::string_view view() const noexcept { return text_; }

 private:
  char digits_[20];  // "-9223372036854775808"
  std::string_view text_;
};

}  // namespace kit::resp
