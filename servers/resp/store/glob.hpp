// Patterns as KEYS, SCAN, PSUBSCRIBE and CONFIG GET take them.
#pragma once

#include <string_view>

namespace kit::resp {

enum class Case { sensitive, insensitive };  // ASCII letters only

/// True if `text` is like `pattern`: `*` any bytes, `?` any one, `[abc]`, `[^abc]`, `[a-z]` one of
/// these or none of these, `\` before a byte that means itself. All as Redis does it, also where a
/// bracket has no end; only that an empty text is like "**", too. It takes at most as long as both
/// sizes multiplied: a pattern of many stars, which costs a matcher that calls itself minutes, is
/// no way to stop a server.
bool glob_match(std::string_view pattern, std::string_view text, Case letters = Case::sensitive);

}  // namespace kit::resp
