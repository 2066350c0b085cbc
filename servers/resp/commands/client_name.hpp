// What CLIENT SETNAME and HELLO SETNAME have in common.
#pragma once

#include <algorithm>
#include <string>

#include "servers/resp/commands/call.hpp"

namespace kit::resp {

/// What clients take this server for: they choose by it what to send.
inline constexpr std::string_view redis_version = "7.0.15";

/// No spaces, no line ends, nothing but ASCII: so that the lines of CLIENT LIST can be taken apart.
inline bool is_plain_word(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(),
                     [](char each) { return each >= '!' && each <= '~'; });
}

/// An empty one takes it away. False after an error.
inline bool set_client_name(Call& call, std::string_view name) {
  if (!is_plain_word(name)) {
    call.reply.error("ERR Client names cannot contain spaces, newlines or special characters.");
    return false;
  }
  call.client.name = name;
  return true;
}

}  // namespace kit::resp
