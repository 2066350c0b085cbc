// The authors' gate: is every lesson right?
#pragma once

#include "tools/course/commands.hpp"

namespace kit::course {

/// For each lesson: the reference passes; the starter builds and fails with exactly the expected
/// "not written yet"; every mutant makes a test fail;
/// there are hints for every exercise; every nc session of the README replays against the lesson's
/// server; every block that quotes the library equals it. Prints a line for each, and "N passed, N
/// failed" last. `number`: of one lesson, or empty for all. `only`: just those claims whose line
/// has these words.
int check(const Course& course, const std::string& number, const std::string& only);

}  // namespace kit::course
