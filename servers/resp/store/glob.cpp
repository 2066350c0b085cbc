#include "servers/resp/store/glob.hpp"

#include <cstddef>
#include <utility>

namespace kit::resp {
namespace {

unsigned char folded(char letter, Case letters) noexcept {
  const auto byte = static_cast<unsigned char>(letter);
  const bool upper = byte >= 'A' && byte <= 'Z';
  return letters == Case::insensitive && upper ? static_cast<unsigned char>(byte - 'A' + 'a')
                                               : byte;
}

/// Whether `letter` is in the class at the beginning of `pattern`, behind the bracket; removes the
/// class from the pattern. One without an end goes on to the end of the pattern.
bool in_class(std::string_view& pattern, char letter, Case letters) noexcept {
  const unsigned char wanted = folded(letter, letters);
  const bool negated = pattern.starts_with('^');
  if (negated) pattern.remove_prefix(1);
  bool found = false;
  while (!pattern.empty() && pattern.front() != ']') {
    if (pattern.size() >= 2 && pattern.front() == '\\') {
      found = found || folded(pattern[1], letters) == wanted;
      pattern.remove_prefix(2);
    } else if (pattern.size() >= 3 && pattern[1] == '-') {
      unsigned char low = folded(pattern[0], letters);
      unsigned char high = folded(pattern[2], letters);
      if (low > high) std::swap(low, high);
      found = found || (low <= wanted && wanted <= high);
      pattern.remove_prefix(3);
    } else {
      found = found || folded(pattern.front(), letters) == wanted;
      pattern.remove_prefix(1);
    }
  }
  if (!pattern.empty()) pattern.remove_prefix(1);
  return found != negated;
}

/// Whether `letter` is like the beginning of `pattern`, which is no star; removes that.
bool match_one(std::string_view& pattern, char letter, Case letters) noexcept {
  const char first = pattern.front();
  pattern.remove_prefix(1);
  if (first == '?') return true;
  if (first == '[') return in_class(pattern, letter, letters);
  char meant = first;
  if (first == '\\' && !pattern.empty()) {
    meant = pattern.front();
    pattern.remove_prefix(1);
  }
  return folded(meant, letters) == folded(letter, letters);
}

}  // namespace

// What a star takes is decided by trying: nothing, one byte, two ... When a later star is reached,
// whatever the earlier ones took is right: the later one can make up for it. So there is never more
// than one to go back to.
bool glob_match(std::string_view pattern, std::string_view text, Case letters) {
  std::string_view behind_star;  // the pattern, behind the last star
  std::string_view left;         // the text that that star has not taken
  bool has_star = false;
  while (!text.empty()) {
    if (pattern.starts_with('*')) {
      pattern.remove_prefix(1);
      has_star = true;
      behind_star = pattern;
      left = text;
      continue;
    }
    const char letter = text.front();
    text.remove_prefix(1);
    if (!pattern.empty() && match_one(pattern, letter, letters)) continue;
    if (!has_star) return false;
    left.remove_prefix(1);  // to the star
    pattern = behind_star;
    text = left;
  }
  while (pattern.starts_with('*')) pattern.remove_prefix(1);
  return pattern.empty();
}

}  // namespace kit::resp
