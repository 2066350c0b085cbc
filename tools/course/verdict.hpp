// Verdict: what a run of the tests says about each exercise, in words for its reader.
#pragma once

#include <string>
#include <vector>

#include "tools/course/mutant.hpp"

namespace kit::course {

struct Verdict {
  bool passed = true;   // all of them
  ExerciseId next;      // the first that is wrong, or else not written; {0, 0} if none is
  std::string story;    // of the red test that says most; nothing if none is red
  std::string summary;  // a line for each exercise, and what to do next
};

/// `unwritten`: the exercises that are as the starter left them, in order. `mutants` are the
/// lesson's: likely causes.
Verdict make_verdict(const Lesson& lesson, const std::vector<ExerciseId>& unwritten,
                     const std::vector<Mutant>& mutants, const std::vector<TestResult>& results);

}  // namespace kit::course
