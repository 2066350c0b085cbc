#include "lessons/support/bytes.hpp"

#include <algorithm>
#include <cstdio>

namespace kit {
namespace {

// Shown before and after a difference.
constexpr std::size_t before = 24;
constexpr std::size_t after = 40;

std::string escaped_byte(char c) {
  switch (c) {
    case '\r':
      return "\\r";
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    case '\\':
      return "\\\\";
    default:
      break;
  }
  if (c >= ' ' && c <= '~') return std::string(1, c);
  char text[8];
  std::snprintf(text, sizeof text, "\\x%02x", static_cast<unsigned char>(c));
  return text;
}

/// The part of `text` from `from` on that is shown, with dots where something is left out.
std::string part(std::string_view text, std::size_t from, std::size_t to) {
  std::string shown = from > 0 ? "..." : "";
  shown += escaped(text.substr(from, std::min(to, text.size()) - from));
  return shown + (to < text.size() ? "..." : "");
}

}  // namespace

std::string escaped(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) text += escaped_byte(c);
  return text;
}

std::string visible(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    result += byte < ' ' || byte == 0x7f ? escaped_byte(c) : std::string(1, c);
  }
  return result;
}

std::string difference(std::string_view expected, std::string_view came) {
  const auto [here, there] =
      std::mismatch(expected.begin(), expected.end(), came.begin(), came.end());
  const std::size_t at = static_cast<std::size_t>(here - expected.begin());
  const std::size_t from = at > before ? at - before : 0;
  const std::size_t column = (from > 0 ? 3 : 0) + escaped(expected.substr(from, at - from)).size();
  std::string text = "  expected: " + part(expected, from, at + after) +
                     "\n  came:     " + part(came, from, at + after) + "\n" +
                     std::string(12 + column, ' ') + "^ ";
  if (there == came.end())
    text += came.empty() ? "nothing came" : "here it ends";
  else if (here == expected.end())
    text += "this is too much";
  else
    text += "byte " + std::to_string(at + 1) + " differs";
  text += "; " + std::to_string(expected.size()) + " bytes were expected, " +
          std::to_string(came.size()) + " came\n";
  return text;
}

}  // namespace kit
