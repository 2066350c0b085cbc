// Lessons: what the folders say. There is no other list of them.
#pragma once

#include <string>
#include <vector>

#include "tools/course/regions.hpp"
#include "tools/course/text.hpp"

namespace kit::course {

/// A library file in which a lesson has regions.
struct TaughtFile {
  fs::path path;  // "loop/os/fd.cpp", from the root
  std::vector<Region> regions;
};

struct Lesson {
  int number = 0;
  fs::path folder;    // "lessons/01-one-client", from the root
  std::string title;  // "One client at a time"
  int minutes = 0;
  std::vector<TaughtFile> files;

  std::string id() const;  // "01"
  std::vector<Region> exercises() const;
};

/// All lessons below `root`, in order. Throws CourseError when one is not as it should be: no
/// README with a title and minutes, no region in the library, exercises not numbered 1, 2, 3.
std::vector<Lesson> find_lessons(const fs::path& root);

/// The lesson that a person means by "3" or "03". Throws CourseError, saying which ones there are.
const Lesson& find_lesson(const std::vector<Lesson>& lessons, const std::string& number);

/// The three tiers of hints for an exercise, out of the lesson's hints.md. Throws CourseError when
/// there are not three.
std::vector<std::string> hints_for(const fs::path& root, const Lesson& lesson, ExerciseId id);

}  // namespace kit::course
