// A red test as a story: what it did, what it expected, what came, and why that may be.
#pragma once

#include <string>
#include <vector>

#include "tools/course/mutant.hpp"

namespace kit::course {

/// For the terminal. `mutants` are the lesson's: those which fail like this are likely causes.
std::string tell(const TestResult& red, const std::vector<Mutant>& mutants);

}  // namespace kit::course
