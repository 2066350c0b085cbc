// Variant: one tree and its build: the reader's, the reference, or one of the gate's.
#pragma once

#include <string>
#include <vector>

#include "tools/course/lesson.hpp"
#include "tools/course/tree.hpp"

namespace kit::course {

class Variant {
 public:
  /// Below `build_folder`: NAME/src and NAME/out.
  Variant(fs::path root, const fs::path& build_folder, const std::string& name);

  /// Writes the tree and builds these programs of the lesson. Returns what the compiler said if it
  /// failed, else nothing. Throws CourseError if nothing can be built here.
  std::string build(const Overlay& overlay, const std::vector<std::string>& targets);

  /// The lesson's tests, and its server.
  static std::string test_target(const Lesson& lesson) { return "test-" + lesson.id(); }
  static std::string server_target(const Lesson& lesson) { return "server-" + lesson.id(); }
  static std::string museum_target(const Lesson& lesson) { return "museum-" + lesson.id(); }
  fs::path program(const std::string& target) const { return out_ / "lessons" / target; }

 private:
  void configure() const;
  void discard_if_made_with_other(const std::vector<std::string>& options) const;
  void notice_new_lessons() const;

  fs::path root_;
  fs::path source_;
  fs::path out_;
};

}  // namespace kit::course
