#include "tools/course/warnings.hpp"

#include <iostream>

#include "tools/course/command.hpp"

namespace kit::course {
namespace {

using namespace std::chrono_literals;

/// The first lines of what changed, as diff(1) has them.
std::string changes(const fs::path& before, const fs::path& now) {
  constexpr std::size_t most_lines = 20;
  const CommandResult result = run_command(
      {"diff", "-U1", "--label", "then", "--label", "now", before.string(), now.string()}, 60s);
  std::string text;
  std::size_t count = 0;
  for (const std::string_view line : lines_of(result.output))
    if (++count <= most_lines) text.append("    ").append(line).append("\n");
  return text + (count > most_lines ? "    ...\n" : "");
}

}  // namespace

void warn_if_moved_on(const Course& course, const Lesson& lesson) {
  for (const fs::path& file : course.progress.moved_on(lesson)) {
    const fs::path base = course.progress.base(file);
    const fs::path today = course.progress.today(file);
    write_file(today, course.progress.starter(lesson, file));
    const std::string then = base.lexically_relative(course.root).string();
    const std::string now = today.lexically_relative(course.root).string();
    std::cout << "The library's " << file.string() << " has changed since you started:\n\n"
              << changes(base, today) << "\nTo bring the changes into yours:\n\n"
              << "    git merge-file mine/" << file.string() << " " << then << " " << now
              << "\n\nIf it reports conflicts, mend those places in your file. And so that this is "
              << "not said again:\n\n    mv " << now << " " << then << "\n\n";
  }
}

std::vector<fs::path> gone_files(const Course& course, const Lesson& lesson) {
  std::vector<fs::path> gone;
  for (const TaughtFile& file : lesson.files)
    if (!fs::exists(course.progress.mine() / file.path)) gone.push_back(file.path);
  return gone;
}

void require_start(const Course& course, const Lesson& lesson) {
  if (course.progress.stage(lesson) != Stage::untouched) return;
  const fs::path file = lesson.files.front().path;
  if (!fs::exists(course.progress.base(file)))
    throw CourseError("you have not started lesson " + lesson.id() + ": ./kit start " +
                      lesson.id());
  throw CourseError("mine/" + file.string() + " is gone: ./kit start " + lesson.id() +
                    " brings the starter back");
}

void warn_if_gone(const Course& course, const Lesson& lesson) {
  for (const fs::path& file : gone_files(course, lesson))
    std::cout << "mine/" << file.string() << " is gone, so the library's own is built, and the "
              << "lesson does not count as done. ./kit start " << lesson.id()
              << " brings the starter back.\n\n";
}

}  // namespace kit::course
