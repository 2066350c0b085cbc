// A red test as a story: what it did, what it expected, what came, and why that may be.
#pragma once

#include <string>
#include <vector>

#include "tools/course/mutant.hpp"

namespace kit::course {

/// For the terminal: steps, expectation, and what came.
std::string tell(const TestResult& red);

/// The sentences of those mutants of an exercise that show in these results; nothing if none does.
std::string likely_causes(ExerciseId exercise, const std::vector<TestResult>& results,
                          const std::vector<Mutant>& mutants);

}  // namespace kit::course
