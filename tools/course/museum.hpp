// The museum of a lesson: a fault of the program that the kit mirrors, put into our own code.
//
// Its visitor predicts what the fault does, sees it, and writes the test that fails because of it;
// the mending is one of the lesson's exercises.
#pragma once

#include <optional>

#include "tools/course/commands.hpp"
#include "tools/course/mutant.hpp"

namespace kit::course {

struct Exhibit {
  Mutant fault;
  fs::path test;    // "lessons/08-a-scheduler/museum/test.cpp": the answer
  ExerciseId task;  // "8.0": write that test
};

/// Nothing for a lesson without a museum. Throws CourseError when it lacks its fault or its test.
std::optional<Exhibit> exhibit_of(const fs::path& root, const Lesson& lesson);

/// The command: the starter of the test at first; then what the reader's test says with the fault
/// and without. `run`: starts the server with the fault.
int museum(const Course& course, const std::string& number, bool run,
           const std::vector<std::string>& options);

}  // namespace kit::course
