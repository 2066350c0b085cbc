// The reader's commands. Each returns an exit status and throws CourseError for what is wrong.
#pragma once

#include <string>
#include <vector>

#include "tools/course/lesson.hpp"
#include "tools/course/progress.hpp"
#include "tools/course/variant.hpp"

namespace kit::course {

/// Where everything is.
struct Course {
  Course(fs::path root_folder, const fs::path& build);
  fs::path root;
  fs::path builds;  // of the variants
  Progress progress;
  std::vector<Lesson> lessons;
};

/// Whose files are built.
enum class Whose {
  mine,       // all of the reader's
  only,       // the reader's of this lesson, ours for the others
  reference,  // ours
};

int show_lessons(const Course& course);
int show_status(const Course& course);
int start(const Course& course, const std::string& number);
int test(const Course& course, const std::string& number, Whose whose);
/// Builds the lesson's server on these files, and becomes it.
int run_server(Variant& variant, const Lesson& lesson, const Overlay& overlay,
               const std::vector<std::string>& options);
int run(const Course& course, const std::string& number, Whose whose,
        const std::vector<std::string>& options);
int watch(const Course& course, const std::string& number);
/// "10" or "10.2".
int hint(const Course& course, const std::string& what);
int diff(const Course& course, const std::string& number, bool spoil);
int reset(const Course& course, const std::string& number);

}  // namespace kit::course
