// client-output-buffer-limit: how much may wait to be sent to a client, three numbers for each
// class of clients: "normal 268435456 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60".
// This server has normal clients, and obeys the first number of theirs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kit::resp {

/// `change` names some classes; it becomes `present` with their numbers changed. Returns what is
/// wrong with it, in Redis's words; empty: nothing.
std::string merge_output_limits(std::string_view present, std::string& change);

/// The first number of normal clients, in bytes.
std::size_t normal_output_limit(std::string_view limits);
/// The same text with another one.
std::string with_normal_limit(std::string_view limits, std::size_t bytes);

}  // namespace kit::resp
