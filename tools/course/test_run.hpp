// Running a lesson's tests, each in a process of its own: so one that crashes, hangs or is not
// written yet says nothing about the others.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "tools/course/regions.hpp"
#include "tools/course/text.hpp"

namespace kit::course {

enum class Outcome { passed, failed, not_written, crashed, hung };

struct TestResult {
  std::string name;  // "1.2: a second close does nothing"
  Outcome outcome = Outcome::passed;
  std::string missing;             // not_written: "1.2", the exercise that it ran into
  std::vector<ExerciseId> needs;   // later exercises that it says it runs, too
  std::vector<std::string> steps;  // what it did, in words
  std::size_t failed_in = 0;  // the step, counted from 1, in which something else was said first
  bool asserted = true;       // false if it ended without having compared anything
  std::string output;         // what else it said
};

/// The exercise that a test belongs to: "1.2: ..." to 1.2; {0, 0} for a name without a number.
ExerciseId exercise_of(const std::string& test_name);

/// The names of the tests in a binary, in its order. Throws CourseError when it cannot say.
std::vector<std::string> list_tests(const fs::path& binary);

/// How long a test may take before it counts as hanging.
inline constexpr std::chrono::seconds patience(5);

TestResult run_test(const fs::path& binary, const std::string& name,
                    std::chrono::seconds wait = patience);

/// All of them, in order.
std::vector<TestResult> run_tests(const fs::path& binary);

}  // namespace kit::course
