// Progress: what a reader has done, kept beside their files in mine/.kit.
#pragma once

#include <string>
#include <vector>

#include "tools/course/lesson.hpp"

namespace kit::course {

enum class Stage { untouched, started, passed };

class Progress {
 public:
  Progress(fs::path root, fs::path mine);

  const fs::path& mine() const noexcept { return mine_; }

  /// Passed counts even if the files have changed since.
  Stage stage(const Lesson& lesson) const;
  void set_passed(const Lesson& lesson) const;

  /// What start() writes: the library's file without the lines of this lesson.
  std::string starter(const Lesson& lesson, const fs::path& file) const;

  /// Writes the starters of those files that are not there yet, and remembers them. Returns the
  /// files written.
  std::vector<fs::path> start(const Lesson& lesson) const;

  /// Moves the lesson's files to a backup, whose folder is returned; as if it had not been started.
  fs::path set_aside(const Lesson& lesson) const;

  /// The lesson's files whose starters are not what they were: the library has changed. Another
  /// answer in the library is no change here; its reader writes their own.
  std::vector<fs::path> moved_on(const Lesson& lesson) const;
  /// The starter as it was, and a place for what it would be today.
  fs::path base(const fs::path& file) const { return books_ / "base" / file; }
  fs::path today(const fs::path& file) const { return books_ / "today" / file; }

  /// How many hints of an exercise were shown.
  int hints_shown(ExerciseId id) const;
  void set_hints_shown(ExerciseId id, int count) const;

 private:
  fs::path root_;
  fs::path mine_;
  fs::path books_;  // mine/.kit
};

}  // namespace kit::course
