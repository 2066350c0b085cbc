// Mutants: wrong answers to an exercise, the mistakes that people really make.
//
// They serve twice. The gate demands that the test which a mutant names fails on it, and says what
// the mutant says it does. And when a reader's own test fails in the same way, the mutant's
// sentence is a likely cause.
#pragma once

#include <string>
#include <vector>

#include "tools/course/lesson.hpp"
#include "tools/course/test_run.hpp"
#include "tools/course/tree.hpp"

namespace kit::course {

struct Mutant {
  std::string name;  // "1.2-closed-twice"
  ExerciseId exercise;
  std::string sentence;   // what is wrong, and what comes of it
  std::string caught_by;  // the name of a test
  // Pieces of what that test says, all of them; "(hangs)" among them when it does not end.
  std::vector<std::string> saying;
  std::string body;  // for the exercise's region
};

/// Reads a file like "mutants/1.2-closed-twice.cpp". Throws CourseError when it lacks a sentence.
Mutant read_mutant(const fs::path& root, const fs::path& file);

/// The same. Throws CourseError also when it does not say which test catches it, and how.
Mutant read_complete_mutant(const fs::path& root, const fs::path& file);

/// All of a lesson.
std::vector<Mutant> mutants_of(const fs::path& root, const Lesson& lesson);

/// True if the test that the mutant names failed, in the way that the mutant says.
bool shows(const TestResult& result, const Mutant& mutant);

/// The lesson's file with the mutant's body in the place of the answer. Throws CourseError when the
/// lesson has no such exercise.
Overlay overlay_with(const fs::path& root, const Lesson& lesson, const Mutant& mutant);

}  // namespace kit::course
