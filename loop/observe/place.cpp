#include "loop/observe/place.hpp"

namespace kit {
namespace {

void remove_all(std::string& text, std::string_view what) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at))
    text.erase(at, what.size());
}

/// Where the arguments begin: the first "(" that stands in no angle brackets.
std::size_t end_of_name(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '<') ++depth;
    if (text[i] == '>') --depth;
    if (text[i] == '(' && depth <= 0) return i;
  }
  return text.size();
}

/// Behind the result's type: after the last space that stands in no angle brackets.
std::size_t begin_of_name(std::string_view text) {
  int depth = 0;
  for (std::size_t i = text.size(); i > 0; --i) {
    const char c = text[i - 1];
    if (c == '>') ++depth;
    if (c == '<') --depth;
    if (c == ' ' && depth <= 0) return i;
  }
  return 0;
}

}  // namespace

std::string place_of(const std::source_location& where) {
  std::string_view file = where.file_name();
  while (file.starts_with("../")) file.remove_prefix(3);  // the build folder is no news
  if (file.starts_with("./")) file.remove_prefix(2);      // from -I.
  return std::string(file) + ":" + std::to_string(where.line());
}

std::string function_of(const std::source_location& where) {
  return function_name(where.function_name());
}

std::string function_name(std::string_view signature) {
  std::string text(signature);
  for (const char* const unnamed : {"(anonymous namespace)::", "{anonymous}::"})
    remove_all(text, unnamed);
  text.resize(end_of_name(text));
  return text.substr(begin_of_name(text));
}

}  // namespace kit
