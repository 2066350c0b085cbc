#include "tools/course/museum.hpp"

#include <algorithm>
#include <iostream>

#include "tools/course/command.hpp"
#include "tools/course/story.hpp"
#include "tools/course/variant.hpp"

namespace kit::course {
namespace {

Exhibit find_exhibit(const Course& course, const Lesson& lesson) {
  if (std::optional<Exhibit> exhibit = exhibit_of(course.root, lesson)) return *exhibit;
  std::string others;
  for (const Lesson& other : course.lessons)
    if (exhibit_of(course.root, other)) others += (others.empty() ? "" : ", ") + other.id();
  throw CourseError(
      "lesson " + lesson.id() + " has no museum" +
      (others.empty() ? ", and no other lesson has one" : "; these have one: " + others));
}

/// The reader's files, and the fault in the place of theirs.
Overlay with_fault(const Course& course, const Lesson& lesson, const Exhibit& exhibit) {
  Overlay overlay = read_overlay(course.root, course.progress.mine());
  for (auto& [path, text] : overlay_with(course.root, lesson, exhibit.fault))
    overlay.insert_or_assign(path, text);
  return overlay;
}

std::vector<TestResult> results(Variant& variant, const Lesson& lesson, const Overlay& overlay) {
  const std::string target = Variant::museum_target(lesson);
  const std::string trouble = variant.build(overlay, {target});
  if (!trouble.empty())
    throw CourseError("it does not compile. The first thing that the compiler says:\n\n" + trouble);
  return run_tests(variant.program(target));
}

const TestResult* first_red(const std::vector<TestResult>& results) {
  const auto red = std::find_if(results.begin(), results.end(), [](const TestResult& result) {
    return result.outcome != Outcome::passed;
  });
  return red == results.end() ? nullptr : &*red;
}

/// As the README has it: servers have options of their own.
std::string command_to_see(const Course& course, const Lesson& lesson) {
  const std::string command = "./kit museum " + lesson.id() + " --run";
  const std::string text = read_file(course.root / lesson.folder / "README.md");
  for (const std::string_view line : lines_of(text)) {
    const std::size_t at = line.find(command);
    if (at != line.npos) return std::string(line.substr(at, line.find('`', at) - at));
  }
  return command + " -- --port 8080";
}

int show_starter(const Course& course, const Lesson& lesson, const Exhibit& exhibit) {
  const fs::path file = course.progress.mine() / exhibit.test;
  write_file(file, make_starter(read_file(course.root / exhibit.test), exhibit.test.string(),
                                lesson.number));
  std::cout << "The museum of lesson " << lesson.number
            << ". The README of the lesson tells of it.\n\n"
            << "See the fault:   " << command_to_see(course, lesson) << "\n"
            << "Yours to write:  mine/" << exhibit.test.string() << "\n"
            << "Then:            ./kit museum " << lesson.id()
            << "   runs your test, with the fault and without\n"
            << "Stuck?           ./kit hint " << exhibit.task.str() << "\n";
  return 0;
}

int judge(const Course& course, const Lesson& lesson, const Exhibit& exhibit) {
  Variant variant(course.root, course.builds, "mine");
  const std::vector<TestResult> faulty =
      results(variant, lesson, with_fault(course, lesson, exhibit));
  const TestResult* const red = first_red(faulty);
  if (red != nullptr && red->outcome == Outcome::not_written) {
    std::cout << "not written yet: " << red->missing << "\n\nStuck? ./kit hint "
              << exhibit.task.str() << "\n";
    return 1;
  }
  if (red == nullptr) {
    std::cout << "Your test passes with the fault, so it does not see it. What should be different?"
              << "\n\nStuck? ./kit hint " << exhibit.task.str() << "\n";
    return 1;
  }
  std::cout << "With the fault your test fails, as it should:\n\n" << tell(*red) << "\n";
  const std::vector<TestResult> mended =
      results(variant, lesson, read_overlay(course.root, course.progress.mine()));
  if (std::none_of(mended.begin(), mended.end(), [](const TestResult& r) { return r.asserted; })) {
    std::cout << "But it compares nothing: something else ended it. Say what should be, in a CHECK."
              << "\n\nStuck? ./kit hint " << exhibit.task.str() << "\n";
    return 1;
  }
  const TestResult* const still = first_red(mended);
  if (still == nullptr) {
    std::cout << "Without it, on your code, it passes. The mending was exercise "
              << exhibit.fault.exercise.str() << ".\n";
    return 0;
  }
  if (still->output == red->output && still->steps == red->steps)
    std::cout << "Without it, on your code, it fails in the same way: it is not the fault that it "
                 "sees.\n";
  else if (still->outcome == Outcome::not_written)
    std::cout << "To see it pass without the fault: your own " << still->missing
              << " is not written yet: ./kit test " << lesson.id() << "\n";
  else
    std::cout << "But it fails without the fault, on your code, too:\n\n" << tell(*still) << "\n";
  return 1;
}

}  // namespace

std::optional<Exhibit> exhibit_of(const fs::path& root, const Lesson& lesson) {
  const fs::path folder = lesson.folder / "museum";
  if (!fs::is_directory(root / folder)) return std::nullopt;
  Exhibit exhibit;
  exhibit.test = folder / "test.cpp";
  exhibit.task = ExerciseId{lesson.number, 0};
  (void)read_file(root / exhibit.test);
  for (const fs::path& file : files_below(root / folder, root))
    if (file != exhibit.test) exhibit.fault = read_mutant(root, file);
  if (exhibit.fault.name.empty()) throw CourseError(folder.string() + ": has no fault to show");
  return exhibit;
}

int museum(const Course& course, const std::string& number, bool run,
           const std::vector<std::string>& options) {
  const Lesson& lesson = find_lesson(course.lessons, number);
  const Exhibit exhibit = find_exhibit(course, lesson);
  if (run) {
    Variant variant(course.root, course.builds, "mine");
    return run_server(variant, lesson, with_fault(course, lesson, exhibit), options);
  }
  if (!fs::exists(course.progress.mine() / exhibit.test))
    return show_starter(course, lesson, exhibit);
  return judge(course, lesson, exhibit);
}

}  // namespace kit::course
