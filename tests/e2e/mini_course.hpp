// MiniCourse: a course of two lessons that builds in a second, and a reader's folder in it.
//
// Every test gets it as new. What was built is kept from test to test, as it is for a reader: so
// every test also shows that nothing of the one before has stayed in the build.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/process.hpp"

namespace kit::test {

/// Lesson 1 teaches one() and twice() in loop/numbers.cpp and has a museum; lesson 2 teaches
/// greeting() in loop/greeting.cpp, which calls one().
class MiniCourse {
 public:
  using Path = std::filesystem::path;

  MiniCourse();

  /// ./kit with these words.
  std::vector<std::string> command(const std::vector<std::string>& words) const;
  Outcome kit(const std::vector<std::string>& words) const { return Outcome(command(words)); }
  /// Checks that it fails with one line on stderr that has these parts, says nothing else, and
  /// leaves the reader's files as they are.
  void check_refused(const std::vector<std::string>& words, const std::vector<std::string>& parts,
                     int status = 1) const;

  std::string text(const Path& path) const;
  void put(const Path& path, std::string_view text) const;
  /// In a file; it must be there.
  void replace(const Path& path, std::string_view part, std::string_view by) const;
  void remove(const Path& path) const { std::filesystem::remove_all(root_ / path); }
  bool has(const Path& path) const { return std::filesystem::exists(root_ / path); }
  const Path& root() const noexcept { return root_; }
  /// Where the gate builds: src/, out/ and what that was made with.
  static Path gate_build();

  /// Does the exercise in the reader's file.
  void write(const std::string& exercise, std::string_view line) const;
  /// All that is in mine/, by path.
  std::map<Path, std::string> mine() const;

 private:
  Path root_;
};

/// The files of the course, by path from its root.
const std::map<std::string, std::string>& mini_course_files();

}  // namespace kit::test
