// What a reader should know before a lesson is tested: files that are gone, a library that moved
// on.
#pragma once

#include <vector>

#include "tools/course/commands.hpp"

namespace kit::course {

/// Throws CourseError when there is nothing of the reader's to test.
void require_start(const Course& course, const Lesson& lesson);

/// The lesson's files that are not in mine/.
std::vector<fs::path> gone_files(const Course& course, const Lesson& lesson);
void warn_if_gone(const Course& course, const Lesson& lesson);

/// Shows what changed in the library since the lesson was started, and how to merge it.
void warn_if_moved_on(const Course& course, const Lesson& lesson);

}  // namespace kit::course
