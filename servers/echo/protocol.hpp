// What the echo servers answer to a line, however they came by it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kit {

inline constexpr std::string_view echo_welcome =
    "Welcome to Echo Server!\r\nCommands: TIME, QUIT, or any text for echo\r\n";
inline constexpr std::string_view echo_goodbye = "Goodbye!\r\n";

/// "Echo: TEXT", without white space at both ends of the line.
std::string echo_of(std::string_view line);

/// To TIME, HELP and QUIT (echo_goodbye) in any case; "Echo: TEXT" to every other line.
std::string protocol_answer(std::string_view line);

/// To a line of more than `limit` bytes.
std::string too_long_answer(std::size_t limit);

}  // namespace kit
