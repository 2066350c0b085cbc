#include "tools/course/map.hpp"

namespace kit::course {

void check_map(const fs::path& root, const Lesson& lesson) {
  const fs::path map = "lessons/README.md";
  const std::string row = "| [" + lesson.id() + " " + lesson.title + "](" +
                          lesson.folder.filename().string() + "/README.md) | " +
                          std::to_string(lesson.minutes) + " |";
  if (read_file(root / map).find(row) == std::string::npos)
    throw CourseError(map.string() + " should have a row that begins with\n" + row);
}

}  // namespace kit::course
