// The authors' gate: is every lesson right?
#pragma once

#include "tools/course/commands.hpp"

namespace kit::course {

/// For each lesson: the reference passes; the starter builds and fails with exactly the expected
/// "not written yet"; every mutant makes a test fail; there are hints for every exercise; every nc
/// session of the README replays against the lesson's server; every block that quotes the library
/// equals it. Prints a line for each, and "N passed, N failed" last.
int check(const Course& course, const std::string& number);

}  // namespace kit::course
