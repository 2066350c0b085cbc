// Failure: something in a simulated world is not as it must be.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "loop/os/clock.hpp"

namespace kit::sim {

/// what() says in which world (seed and profile), at which moment of virtual time, and what.
class Failure : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// "\"hi\\r\\n\"": bytes as they stand in a program; of very long ones, both ends.
std::string quoted(std::string_view bytes);

/// "12.345678 s" since the beginning of the world.
std::string to_text(TimePoint moment);

}  // namespace kit::sim
