// Verdict: what a run of the tests says about each exercise, in words for its reader.
#pragma once

#include <string>
#include <vector>

#include "tools/course/lesson.hpp"
#include "tools/course/test_run.hpp"

namespace kit::course {

struct Verdict {
  bool passed = false;  // all of them
  ExerciseId next;      // the first exercise that is not done; {0, 0} when all are
  std::string text;     // for the terminal
};

Verdict make_verdict(const Lesson& lesson, const std::vector<TestResult>& results);

}  // namespace kit::course
