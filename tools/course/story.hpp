// A red test as a story: what it did, what it expected, what came, and why that may be.
#pragma once

#include <string>
#include <vector>

#include "tools/course/mutant.hpp"

namespace kit::course {

/// For the terminal: steps, expectation, and what came. One that ran into an exercise which is not
/// written is told as a mistake: do not ask when that is right.
std::string tell(const TestResult& red);

/// The sentences of those mutants that fail in the same way; nothing if none does.
std::string likely_causes(const TestResult& red, const std::vector<Mutant>& mutants);

}  // namespace kit::course
