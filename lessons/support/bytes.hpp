// Bytes for people: what does not print is escaped, and a caret stands under a difference.
#pragma once

#include <string>
#include <string_view>

namespace kit {

/// As a C++ literal would have it: \r, \n, \t, \\, and \xff for what else does not print.
std::string escaped(std::string_view bytes);

/// Only what a terminal would obey is escaped: control characters.
std::string visible(std::string_view text);

/// Two lines with both texts and one with a caret under the first difference; of long texts the
/// part around it. Says how long both are.
std::string difference(std::string_view expected, std::string_view came);

}  // namespace kit
