// Parameter: one row of the table of all parameters that Redis 7.0 has: its name, what it may be,
// and where its value stands.
//
// Those that this server obeys are members of Parameters. The others are remembered, so that
// whoever sets one reads it back, and a client that asks at its start is content.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "servers/resp/state/parameters.hpp"

namespace kit::resp {

struct Parameter {
  enum class Kind : std::uint8_t { yes_no, number, memory, choice, text, output_limits, events };
  enum class Access : std::uint8_t { open, fixed, guarded };  // fixed: set before the start only

  /// Where the value stands, or what it is at first when it is only remembered.
  using Place = std::variant<std::string_view, bool Parameters::*, int Parameters::*,
                             std::size_t Parameters::*, std::string Parameters::*,
                             EvictionPolicy Parameters::*, EventSelection Parameters::*,
                             OutputLimits Parameters::*>;

  std::string_view name;
  Kind kind;
  Place place;
  std::int64_t lowest = 0;  // of a number or a memory
  std::int64_t highest = 0;
  std::string_view choices = {};  // "debug, verbose"
  Access access = Access::open;
};

/// A second name for one of them.
struct Alias {
  std::string_view name;
  std::string_view of;
};

/// In the order of their names.
std::span<const Parameter> all_parameters();
std::span<const Alias> parameter_aliases();

/// ASCII letters only.
std::string in_small_letters(std::string_view text);

/// By name or alias, in letters of any case; null when there is none.
const Parameter* find_parameter(std::string_view name);

std::string read_parameter(const Parameters& parameters, const Parameter& parameter);

/// Returns what is wrong with `value`, in Redis's words; then nothing has changed. Empty: it is
/// set. Looks at what the value may be only: whether it may be changed now is the caller's to ask.
std::string write_parameter(Parameters& parameters, const Parameter& parameter,
                            std::string_view value);

/// "100", "1k" (1000), "1kb" (1024), "m", "mb", "g", "gb", "b", in letters of any case. More than
/// 64 bits: as much as they hold. None for anything else, and for a sign; no digits are zero, as in
/// Redis.
std::optional<std::uint64_t> parse_memory(std::string_view text);

/// "allkeys-lru".
std::string_view to_string(EvictionPolicy policy);
std::optional<EvictionPolicy> parse_policy(std::string_view text);

}  // namespace kit::resp
