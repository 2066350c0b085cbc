// One element of a Pack: a text, or an integer that was written like one; and how many bytes say
// so.
//
//   0nnnnnnn                 an integer from 0 to 127
//   10ssssss text            a text of up to 63 bytes
//   110nnnnn n               an integer of 13 bits, with its sign
//   1110ssss s text          a text of up to 4095 bytes
//   11110000 ssss text       a longer one
//   11110001 nn              an integer of 16 bits; then come 24 (..10), 32 (..11) and 64 (.100)
//
// It is the code of Redis's listpack. Each value has one form only, the shortest, so two elements
// are equal if their bytes are. Behind an element stands how long it was, so that one can walk
// back: 7 bits a byte, the lowest last, and all bytes but the first with the highest bit set.
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace kit::resp {

/// An element, as it is read. Points into the pack: good until that changes.
class PackElement {
 public:
  /// Room for the digits of any integer: "-9223372036854775808".
  using Digits = std::array<char, 20>;

  explicit PackElement(std::int64_t number) noexcept : number_(number) {}
  explicit PackElement(std::string_view text) noexcept
      : text_(text.data()), number_(static_cast<std::int64_t>(text.size())) {}

  bool is_integer() const noexcept { return text_ == nullptr; }
  /// Of an integer.
  std::int64_t integer() const noexcept { return number_; }
  /// As it was written. Points into the pack, or to `digits`.
  std::string_view text(Digits& digits) const noexcept {
    if (text_ != nullptr) return {text_, static_cast<std::size_t>(number_)};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number_);
    return {digits.data(), static_cast<std::size_t>(end.ptr - digits.data())};
  }
  std::string to_string() const {
    Digits digits;
    return std::string(text(digits));
  }
  /// The bytes of the text.
  std::size_t size() const noexcept {
    Digits digits;
    return text(digits).size();
  }
  bool equals(std::string_view other) const noexcept {
    Digits digits;
    return text(digits) == other;
  }

 private:
  const char* text_ = nullptr;  // null: an integer
  std::int64_t number_;         // of a text: its size
};

/// A value in the form in which a pack keeps it. The text must outlive it.
class PackValue {
 public:
  PackValue(std::string_view text) noexcept;
  PackValue(const char* text) noexcept : PackValue(std::string_view(text)) {}
  PackValue(const std::string& text) noexcept : PackValue(std::string_view(text)) {}
  PackValue(std::int64_t number) noexcept { set(number); }
  PackValue(const PackElement& element) noexcept;

  /// All that write() writes, in bytes.
  std::size_t size() const noexcept;
  void write(char* to) const noexcept;
  /// True if the element that begins at `place` is this one.
  bool is_at(const char* place) const noexcept {
    // The first byte tells how many the head has, and the head how long the text is: nothing behind
    // the element is looked at.
    return *place == head_[0] && std::memcmp(place, head_, head_size_) == 0 &&
           std::memcmp(place + head_size_, text_, text_size_) == 0;
  }

 private:
  void set(std::int64_t number) noexcept;
  void set_text(std::string_view text) noexcept;
  void set_head(unsigned mark, std::uint64_t number, unsigned bytes) noexcept;

  char head_[9];
  unsigned head_size_ = 0;
  const char* text_ = "";  // of an integer: nothing
  std::size_t text_size_ = 0;
};

namespace pack_code {

inline unsigned byte_at(const char* place) noexcept { return static_cast<unsigned char>(*place); }

/// The lowest first.
inline std::uint64_t load_bytes(const char* from, unsigned count) noexcept {
  std::uint64_t number = 0;
  for (unsigned i = 0; i < count; ++i) number |= std::uint64_t{byte_at(from + i)} << (8 * i);
  return number;
}

/// A number of `bits` bits, the highest of which is the sign.
constexpr std::int64_t with_sign(std::uint64_t number, unsigned bits) noexcept {
  return static_cast<std::int64_t>(number << (64 - bits)) >> (64 - bits);
}

/// Of the integers whose first byte is 0xf1 to 0xf4: how many more there are.
constexpr unsigned integer_bytes(unsigned first) noexcept {
  return first == 0xf4 ? 8 : first - 0xf0 + 1;
}

inline PackElement decode(const char* place) noexcept {
  const unsigned first = byte_at(place);
  if (first < 0x80) return PackElement(std::int64_t{first});
  if (first < 0xc0) return PackElement(std::string_view(place + 1, first & 0x3f));
  if (first < 0xe0) return PackElement(with_sign((first & 0x1f) << 8 | byte_at(place + 1), 13));
  if (first < 0xf0)
    return PackElement(std::string_view(place + 2, (first & 0x0f) << 8 | byte_at(place + 1)));
  if (first == 0xf0) return PackElement(std::string_view(place + 5, load_bytes(place + 1, 4)));
  const unsigned bytes = integer_bytes(first);
  return PackElement(with_sign(load_bytes(place + 1, bytes), 8 * bytes));
}

/// Bytes of the element itself, without what stands behind it.
inline std::size_t element_size(const char* place) noexcept {
  const unsigned first = byte_at(place);
  if (first < 0x80) return 1;
  if (first < 0xc0) return 1 + (first & 0x3f);
  if (first < 0xe0) return 2;
  if (first < 0xf0) return 2 + ((first & 0x0f) << 8 | byte_at(place + 1));
  if (first == 0xf0) return 5 + load_bytes(place + 1, 4);
  return 1 + integer_bytes(first);
}

/// Of the length behind an element of so many bytes.
constexpr std::size_t back_size(std::size_t element) noexcept {
  std::size_t bytes = 1;
  while (element >>= 7) ++bytes;
  return bytes;
}

/// The element and the length behind it.
inline std::size_t whole_size(const char* place) noexcept {
  const std::size_t element = element_size(place);
  return element + back_size(element);
}

/// The same of the element that ends before `end`.
inline std::size_t whole_size_before(const char* end) noexcept {
  std::size_t element = 0;
  std::size_t bytes = 0;
  do element |= std::size_t{byte_at(end - 1 - bytes) & 0x7f} << (7 * bytes);
  while (byte_at(end - 1 - bytes++) >= 0x80);
  return element + bytes;
}

}  // namespace pack_code
}  // namespace kit::resp
