#include "servers/chat/text.hpp"

#include <cstdint>
#include <optional>

namespace kit {
namespace {

struct Decoded {
  std::uint32_t character;
  std::size_t length;  // in bytes
};

/// How many bytes a character has that begins with `first`; 0 for one that begins none.
std::size_t length_of(unsigned char first) noexcept {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  if (first >= 0xf0 && first < 0xf5) return 4;
  return 0;
}

/// The first character of `bytes`, which are not empty; none if that is no UTF-8.
std::optional<Decoded> decode(std::string_view bytes) noexcept {
  const auto first = static_cast<unsigned char>(bytes.front());
  const std::size_t length = length_of(first);
  if (length == 0 || bytes.size() < length) return std::nullopt;
  std::uint32_t character = length == 1 ? first : first & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(bytes[i]);
    if ((next & 0xc0) != 0x80) return std::nullopt;
    character = character << 6 | (next & 0x3f);
  }
  // Too long a form for what it says, half of a surrogate pair, beyond the last one.
  const bool too_long = (length == 3 && character < 0x800) || (length == 4 && character < 0x10000);
  const bool surrogate = character >= 0xd800 && character < 0xe000;
  if (too_long || surrogate || character > 0x10ffff) return std::nullopt;
  return Decoded{character, length};
}

bool is_control(std::uint32_t character) noexcept {
  return character < 0x20 ? character != '\t' : character >= 0x7f && character < 0xa0;
}

/// Turns the direction of what follows: with one of these in a name, everybody's lines read
/// backwards (UAX #9, explicit formatting characters).
bool turns_direction(std::uint32_t character) noexcept {
  return (character >= 0x202a && character <= 0x202e) ||
         (character >= 0x2066 && character <= 0x2069);
}

}  // namespace

bool is_text(std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    const std::optional<Decoded> next = decode(bytes);
    if (!next || is_control(next->character) || turns_direction(next->character)) return false;
    bytes.remove_prefix(next->length);
  }
  return true;
}

std::string fault_of_name(std::string_view name) {
  if (name.empty()) return "a name has at least one letter";
  if (name.size() > longest_name)
    return "a name has at most " + std::to_string(longest_name) + " bytes";
  if (!is_text(name)) return "a name is text in UTF-8, without control characters";
  if (name.find_first_of(" \t") != name.npos) return "a name is one word";
  if (name.front() == '/' || name.front() == '*') return "a name begins with neither / nor *";
  return {};
}

std::string folded(std::string_view name) {
  std::string result(name);
  for (char& letter : result)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return result;
}

}  // namespace kit
