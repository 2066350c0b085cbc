#include "servers/resp/store/collections/pack_element.hpp"

#include <algorithm>
#include <optional>

#include "servers/resp/protocol/number.hpp"

namespace kit::resp {
namespace {

constexpr bool fits(std::int64_t number, unsigned bits) noexcept {
  return pack_code::with_sign(static_cast<std::uint64_t>(number), bits) == number;
}

}  // namespace

PackValue::PackValue(std::string_view text) noexcept {
  const bool may_be_integer = text.size() <= PackElement::Digits().size();
  const auto number = may_be_integer ? parse_integer(text) : std::nullopt;
  number ? set(*number) : set_text(text);
}

PackValue::PackValue(const PackElement& element) noexcept {
  PackElement::Digits none;
  element.is_integer() ? set(element.integer()) : set_text(element.text(none));
}

/// A byte that says what it is, then the lowest `bytes` of the number.
void PackValue::set_head(unsigned mark, std::uint64_t number, unsigned bytes) noexcept {
  head_[0] = static_cast<char>(mark);
  for (unsigned i = 0; i < bytes; ++i) head_[1 + i] = static_cast<char>(number >> (8 * i));
  head_size_ = 1 + bytes;
}

void PackValue::set(std::int64_t number) noexcept {
  const auto bits = static_cast<std::uint64_t>(number);
  if (number >= 0 && number < 0x80) return set_head(static_cast<unsigned>(number), 0, 0);
  if (fits(number, 13)) return set_head(0xc0 | (bits >> 8 & 0x1f), bits, 1);
  if (fits(number, 16)) return set_head(0xf1, bits, 2);
  if (fits(number, 24)) return set_head(0xf2, bits, 3);
  if (fits(number, 32)) return set_head(0xf3, bits, 4);
  set_head(0xf4, bits, 8);
}

void PackValue::set_text(std::string_view text) noexcept {
  text_ = text.data() == nullptr ? "" : text.data();
  text_size_ = text.size();
  const auto size = static_cast<unsigned>(text.size());
  if (text.size() < 0x40) return set_head(0x80 | size, 0, 0);
  if (text.size() < 0x1000) return set_head(0xe0 | size >> 8, size, 1);
  set_head(0xf0, size, 4);
}

std::size_t PackValue::size() const noexcept {
  const std::size_t element = head_size_ + text_size_;
  return element + pack_code::back_size(element);
}

void PackValue::write(char* to) const noexcept {
  to = std::copy_n(head_, head_size_, to);
  std::memcpy(to, text_, text_size_);
  const std::size_t element = head_size_ + text_size_;
  const std::size_t bytes = pack_code::back_size(element);
  char* place = to + text_size_ + bytes;
  for (std::size_t i = 0; i < bytes; ++i) {
    const std::size_t more = i + 1 < bytes ? 0x80 : 0;
    *--place = static_cast<char>((element >> (7 * i) & 0x7f) | more);
  }
}

}  // namespace kit::resp
