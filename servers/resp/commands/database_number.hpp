// Which of the databases a command means.
#pragma once

#include <cstddef>
#include <optional>

#include "servers/resp/commands/call.hpp"

namespace kit::resp {

/// The argument as the number of a database. Without one, replies why, and returns none.
std::optional<std::size_t> database_number(Call& call, std::size_t i);

}  // namespace kit::resp
