// Verdict: what a run of the tests says about each exercise, in words for its reader.
#pragma once

#include <string>
#include <vector>

#include "tools/course/mutant.hpp"

namespace kit::course {

struct Verdict {
  bool passed = false;  // all of them
  ExerciseId next;      // the first exercise that is not done; {0, 0} when all are
  std::string story;    // of the first red test; nothing if none is
  std::string summary;  // a line for each exercise, and what to do next
};

/// `mutants` are the lesson's: likely causes.
Verdict make_verdict(const Lesson& lesson, const std::vector<Mutant>& mutants,
                     const std::vector<TestResult>& results);

}  // namespace kit::course
