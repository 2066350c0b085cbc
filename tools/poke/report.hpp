// The report: what a run has shown, in words.
#pragma once

#include <string>

#include "tools/poke/run.hpp"

namespace kit::poke {

/// Several lines, without a line feed at the end. Plain ASCII.
std::string report(const Run& run);

}  // namespace kit::poke
