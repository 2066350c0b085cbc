#include "servers/resp/protocol/split_arguments.hpp"

namespace kit::resp {
namespace {

/// isspace in the C locale; whatever the locale of this program may be.
bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Redis ends a word at fewer characters than it skips between words: \v and \f inside a word
/// belong to it.
bool ends_word(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// The value of a hexadecimal digit; -1 for anything else.
int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

char meaning(char escaped) noexcept {
  switch (escaped) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'b':
      return '\b';
    case 'a':
      return '\a';
    default:
      return escaped;
  }
}

/// `rest` begins with a backslash and a character.
void take_escape(std::string_view& rest, std::string& out) {
  if (rest.size() >= 4 && rest[1] == 'x' && hex_value(rest[2]) >= 0 && hex_value(rest[3]) >= 0) {
    out += static_cast<char>(hex_value(rest[2]) * 16 + hex_value(rest[3]));
    rest.remove_prefix(4);
    return;
  }
  out += meaning(rest[1]);
  rest.remove_prefix(2);
}

/// `rest` begins behind the opening quote. False if the closing one is missing or followed by
/// anything but white space.
bool take_quoted(char quote, std::string_view& rest, std::string& out) {
  while (!rest.empty() && rest.front() != quote) {
    if (quote == '"' && rest.front() == '\\' && rest.size() > 1) {
      take_escape(rest, out);
      continue;
    }
    if (quote == '\'' && rest.starts_with("\\'")) rest.remove_prefix(1);
    out += rest.front();
    rest.remove_prefix(1);
  }
  if (rest.empty()) return false;
  rest.remove_prefix(1);
  return rest.empty() || is_space(rest.front());
}

/// A quote in the middle of a word opens as one at its begin does: a"b c" is one argument, too.
bool take_argument(std::string_view& rest, std::string& out) {
  while (!rest.empty() && !ends_word(rest.front())) {
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c == '"' || c == '\'') return take_quoted(c, rest, out);
    out += c;
  }
  return true;
}

}  // namespace

bool split_arguments(std::string_view line, std::string& storage,
                     std::vector<std::string_view>& arguments) {
  arguments.clear();
  storage.clear();
  // An argument is never longer than what it is written as: from here on nothing moves.
  storage.reserve(line.size());
  for (;;) {
    while (!line.empty() && is_space(line.front())) line.remove_prefix(1);
    if (line.empty()) return true;
    const std::size_t begin = storage.size();
    if (!take_argument(line, storage)) return false;
    arguments.emplace_back(storage.data() + begin, storage.size() - begin);
  }
}

}  // namespace kit::resp
