#include "servers/chat/text.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace kit {
namespace {

/// `character` in so many bytes, whether it needs them or not, and whether it exists or not.
std::string encoded(std::uint32_t character, int length) {
  if (length == 1) return std::string(1, static_cast<char>(character));
  std::string bytes(static_cast<std::size_t>(length), '\0');
  for (int i = length - 1; i > 0; --i, character >>= 6)
    bytes[static_cast<std::size_t>(i)] = static_cast<char>(0x80 | (character & 0x3f));
  bytes[0] = static_cast<char>((0xf00 >> length & 0xff) | character);
  return bytes;
}

/// In the fewest bytes.
std::string utf8(std::uint32_t character) {
  const int length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
  return encoded(character, length);
}

TEST_CASE("text: every character is text, except controls, turns and the halves of pairs") {
  CHECK(utf8(0xe4) == "\xc3\xa4");
  CHECK(utf8(0x20ac) == "\xe2\x82\xac");
  CHECK(utf8(0x1f600) == "\xf0\x9f\x98\x80");
  std::vector<std::uint32_t> wrong;
  for (std::uint32_t c = 0; c < 0x120000; ++c) {
    const bool control = (c < 0x20 && c != '\t') || (c >= 0x7f && c <= 0x9f);
    const bool surrogate = c >= 0xd800 && c <= 0xdfff;
    // "Turn the writing round", from where it stands for all that follows.
    const bool turn = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    const bool text = !control && !surrogate && !turn && c <= 0x10ffff;
    if (is_text(utf8(c)) != text) wrong.push_back(c);
  }
  CHECK(wrong == std::vector<std::uint32_t>{});
}

TEST_CASE("text: a longer form than needed is none: it hides what it says") {
  int accepted = 0;
  for (std::uint32_t c = 0; c < 0x80; ++c)
    for (int length = 2; length <= 4; ++length) accepted += is_text(encoded(c, length)) ? 1 : 0;
  for (std::uint32_t c = 0x80; c < 0x800; ++c)
    for (int length = 3; length <= 4; ++length) accepted += is_text(encoded(c, length)) ? 1 : 0;
  for (std::uint32_t c = 0x800; c < 0x10000; ++c) accepted += is_text(encoded(c, 4)) ? 1 : 0;
  CHECK(accepted == 0);
  CHECK_FALSE(is_text("\xc0\xaf"));  // a slash
  CHECK_FALSE(is_text("\xc0\x80"));  // Java's zero
}

TEST_CASE("text: half a character is none, wherever it stands and whatever follows") {
  for (const std::string whole : {"\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80"}) {
    for (std::size_t length = 1; length < whole.size(); ++length) {
      const std::string half = whole.substr(0, length);
      CHECK_FALSE(is_text(half));
      CHECK_FALSE(is_text(half + "a"));
      CHECK_FALSE(is_text(half + "abc"));
      CHECK_FALSE(is_text(half + whole));
      CHECK_FALSE(is_text("a" + half));
      CHECK_FALSE(is_text(whole.substr(length)));  // the other half
    }
    CHECK(is_text("a" + whole + whole + "b"));
    CHECK_FALSE(is_text(whole + "\x80"));
  }
}

TEST_CASE("text: of all strings of one and two bytes, just those of RFC 3629") {
  int ones = 0;
  int twos = 0;
  for (int first = 0; first < 256; ++first) {
    const std::string one(1, static_cast<char>(first));
    ones += is_text(one) ? 1 : 0;
    for (int second = 0; second < 256; ++second)
      twos += is_text(one + static_cast<char>(second)) ? 1 : 0;
  }
  CHECK(ones == 95 + 1);               // ASCII without controls, and the tab
  CHECK(twos == 96 * 96 + 1920 - 32);  // U+0080 to U+07FF without C1
}

TEST_CASE("text: beyond the last character, and bytes that begin none") {
  CHECK(is_text("\xf4\x8f\xbf\xbf"));
  CHECK_FALSE(is_text("\xf4\x90\x80\x80"));
  for (int first = 0xf5; first < 0x100; ++first)
    CHECK_FALSE(is_text(static_cast<char>(first) + std::string("\x80\x80\x80\x80\x80")));
  CHECK_FALSE(is_text("\xed\xa0\x80\xed\xb0\x80"));  // a pair, as CESU-8 has it
  CHECK_FALSE(is_text(std::string_view("a\0b", 3)));
}

TEST_CASE("text: nothing is text, too") {
  CHECK(is_text(""));
  CHECK(is_text("a\tb"));
}

TEST_CASE("names: 32 bytes are a name, 33 are too many, and none are too few") {
  CHECK(longest_name == 32);
  CHECK(fault_of_name("a") == "");
  CHECK(fault_of_name(std::string(32, 'a')) == "");
  CHECK(fault_of_name(std::string(33, 'a')) == "a name has at most 32 bytes");
  std::string euros;
  for (int i = 0; i < 10; ++i) euros += "\xe2\x82\xac";
  CHECK(fault_of_name(euros + "ab") == "");
  CHECK(fault_of_name(euros + "\xe2\x82\xac") == "a name has at most 32 bytes");
  CHECK(fault_of_name("") == "a name has at least one letter");
}

TEST_CASE("names: what could pass for something else is none") {
  for (const std::string name : {"a b", " a", "a ", "a\tb", "\t"})
    CHECK(fault_of_name(name) == "a name is one word");
  for (const std::string name : {"/", "/quit", "*", "***"})
    CHECK(fault_of_name(name) == "a name begins with neither / nor *");
  for (const std::string name : {"a\x1b[2J", "a\x7f", "\xc2\x9b", "\xff", "a\xc3", "\n", "a\r"})
    CHECK(fault_of_name(name) == "a name is text in UTF-8, without control characters");
  for (const std::string name : {"a/", "a*", "\xc3\xa4", "User_1", "a:b", "0"})
    CHECK(fault_of_name(name) == "");
}

TEST_CASE("names: the same in other letters, ASCII letters only") {
  CHECK(folded("AaZz@[`{09_") == "aazz@[`{09_");
  CHECK(folded("\xc3\x84Rger") == "\xc3\x84rger");
  CHECK(folded("") == "");
}

}  // namespace
}  // namespace kit
