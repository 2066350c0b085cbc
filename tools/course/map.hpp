// The map of the course, lessons/README.md: a row for each lesson, which must say what the lesson
// itself says.
#pragma once

#include "tools/course/lesson.hpp"

namespace kit::course {

/// The row links to the lesson, and has its number, its title and its minutes:
/// "| [01 One client at a time](01-one-client/README.md) | 30 | ...". Throws CourseError.
void check_map(const fs::path& root, const Lesson& lesson);

}  // namespace kit::course
