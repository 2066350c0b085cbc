// SetOptions: the words behind SET key value, and behind GETEX key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "servers/resp/commands/call.hpp"

namespace kit::resp {

/// How a time is given: EX PX EXAT PXAT.
enum class TimeWord : std::uint8_t { none, seconds, milliseconds, at_second, at_millisecond };

struct SetOptions {
  bool only_new = false;       // NX
  bool only_existing = false;  // XX
  bool get = false;            // GET
  bool keep_deadline = false;  // KEEPTTL
  bool persist = false;        // PERSIST, of GETEX alone
  TimeWord time_word = TimeWord::none;
  std::size_t time = 0;  // the argument behind time_word

  bool asks_what_is_there() const noexcept {
    return only_new || only_existing || get || keep_deadline;
  }
};

/// Those from argument 3 on. Without a value, replies that the syntax is wrong.
std::optional<SetOptions> parse_set_options(Call& call);
/// Those from argument 2 on.
std::optional<SetOptions> parse_getex_options(Call& call);

/// The time in argument `i` as Unix time in ms. Without a value, replies what is wrong with it.
std::optional<std::int64_t> parse_deadline(Call& call, std::size_t i, TimeWord word);

}  // namespace kit::resp
