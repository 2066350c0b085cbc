// What is fit to be shown on other people's terminals.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kit {

/// In bytes of UTF-8.
inline constexpr std::size_t longest_name = 32;

/// True for UTF-8 (RFC 3629) without control characters (C0, DEL, C1), tabs excepted, and without
/// those that turn the direction of writing: what a terminal shows and does not obey.
bool is_text(std::string_view bytes) noexcept;

/// Why this cannot be a name: "a name has at most 32 bytes"; empty when it can.
std::string fault_of_name(std::string_view name);

/// In which two names are the same: "Alice" and "ALICE" are. ASCII letters only.
std::string folded(std::string_view name);

}  // namespace kit
