#include "tools/course/commands.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <map>
#include <thread>
#include <utility>

#include "tools/course/command.hpp"
#include "tools/course/museum.hpp"
#include "tools/course/verdict.hpp"
#include "tools/course/warnings.hpp"

namespace kit::course {
namespace {

using namespace std::chrono_literals;

std::vector<fs::path> paths_of(const Lesson& lesson) {
  std::vector<fs::path> paths;
  for (const TaughtFile& file : lesson.files) paths.push_back(file.path);
  return paths;
}

Overlay overlay_for(const Course& course, const Lesson& lesson, Whose whose) {
  if (whose == Whose::reference) return {};
  const std::vector<fs::path> only =
      whose == Whose::only ? paths_of(lesson) : std::vector<fs::path>();
  return read_overlay(course.root, course.progress.mine(), only);
}

const char* variant_name(Whose whose) { return whose == Whose::reference ? "reference" : "mine"; }

/// The exercises of a lesson that are as its starter left them.
std::vector<ExerciseId> unwritten_in(const Course& course, const Lesson& lesson) {
  std::vector<ExerciseId> unwritten;
  for (const Region& exercise : lesson.exercises())
    for (const TaughtFile& file : lesson.files) {
      const fs::path mine = course.progress.mine() / file.path;
      const std::string call = "not_written_yet(\"" + exercise.id.str() + "\")";
      if (fs::exists(mine) && read_file(mine).find(call) != std::string::npos)
        unwritten.push_back(exercise.id);
    }
  return unwritten;
}

/// The exercise to hint at: the first that is not written; else the first.
ExerciseId open_exercise(const Course& course, const Lesson& lesson) {
  const std::vector<ExerciseId> unwritten = unwritten_in(course, lesson);
  return unwritten.empty() ? lesson.exercises().front().id : unwritten.front();
}

/// A file may go while we look: editors write a new one and rename it.
std::map<fs::path, fs::file_time_type> times_below(const fs::path& mine) {
  std::map<fs::path, fs::file_time_type> times;
  std::error_code gone;
  for (const fs::path& path : sources_in(mine))
    times[path] = fs::last_write_time(mine / path, gone);
  return times;
}

int show_start(const Course& course, const Lesson& lesson, const std::vector<fs::path>& written) {
  std::cout << "Lesson " << lesson.number << ": " << lesson.title << ", about " << lesson.minutes
            << " minutes.\nRead " << (lesson.folder / "README.md").string() << " first.\n\n";
  for (const fs::path& file : written)
    std::cout << "Yours to write: mine/" << file.string() << "\n";
  if (written.empty())
    std::cout << "You have started already; nothing was changed. To begin again (what you have is "
                 "kept): ./kit reset "
              << lesson.id() << "\n";
  std::cout << "\nThen: ./kit test " << lesson.id() << "\n";
  warn_if_moved_on(course, lesson);
  return 0;
}

/// "2" in "10.2". Throws CourseError when the lesson has no such exercise.
ExerciseId exercise_in(const Course& course, const Lesson& lesson, const std::string& what) {
  const std::vector<Region> all = lesson.exercises();
  for (const Region& exercise : all)
    if (what.ends_with("." + std::to_string(exercise.id.number)) &&
        std::count(what.begin(), what.end(), '.') == 1)
      return exercise.id;
  if (what.ends_with(".0") && exhibit_of(course.root, lesson)) return {lesson.number, 0};
  const std::string range =
      all.size() == 1 ? "exercise " + all.front().id.str()
                      : "exercises " + all.front().id.str() + " to " + all.back().id.str();
  throw CourseError("lesson " + lesson.id() + " has the " + range + ", not " + what);
}

}  // namespace

Course::Course(fs::path root_folder, const fs::path& build)
    : root(std::move(root_folder)),
      builds(build / "course"),
      progress(root, root / "mine"),
      lessons(find_lessons(root)) {}

int show_lessons(const Course& course) {
  bool next_is_known = false;
  int minutes = 0;
  for (const Lesson& lesson : course.lessons) {
    const Stage stage = course.progress.stage(lesson);
    const bool next = stage != Stage::passed &&
                      !std::exchange(next_is_known, next_is_known || stage != Stage::passed);
    const char* const state = stage == Stage::passed    ? "done"
                              : stage == Stage::started ? "started"
                                                        : "";
    std::printf("  %s  %-40s %3d minutes  %-8s%s\n", lesson.id().c_str(), lesson.title.c_str(),
                lesson.minutes, state, next ? "<- next" : "");
    minutes += lesson.minutes;
  }
  std::printf("\n  %d hours in all. Begin or go on with: ./kit start NN\n", (minutes + 59) / 60);
  return 0;
}

int show_status(const Course& course) {
  std::size_t passed = 0;
  const Lesson* next = nullptr;
  for (const Lesson& lesson : course.lessons) {
    if (course.progress.stage(lesson) == Stage::passed)
      ++passed;
    else if (next == nullptr)
      next = &lesson;
  }
  std::cout << passed << " of " << course.lessons.size() << " lessons done.\n";
  if (next == nullptr) return 0;
  const bool started = course.progress.stage(*next) == Stage::started;
  std::cout << "Next: " << next->id() << ", " << next->title << " (" << next->minutes
            << " minutes). ./kit " << (started ? "test " : "start ") << next->id() << "\n";
  return 0;
}

int start(const Course& course, const std::string& number) {
  const Lesson& lesson = find_lesson(course.lessons, number);
  return show_start(course, lesson, course.progress.start(lesson));
}

int test(const Course& course, const std::string& number, Whose whose) {
  const Lesson& lesson = find_lesson(course.lessons, number);
  if (whose != Whose::reference) {
    require_start(course, lesson);
    warn_if_gone(course, lesson);
    warn_if_moved_on(course, lesson);
  }
  Variant variant(course.root, course.builds, variant_name(whose));
  const std::string target = Variant::test_target(lesson);
  const std::string trouble = variant.build(overlay_for(course, lesson, whose), {target});
  if (!trouble.empty()) {
    std::cout << "It does not compile. The first thing that the compiler says:\n\n" << trouble;
    return 1;
  }
  const std::vector<ExerciseId> unwritten =
      whose == Whose::reference ? std::vector<ExerciseId>() : unwritten_in(course, lesson);
  const Verdict verdict = make_verdict(lesson, unwritten, mutants_of(course.root, lesson),
                                       run_tests(variant.program(target)));
  if (!verdict.story.empty()) std::cout << verdict.story << "\n";
  std::cout << verdict.summary << std::flush;
  if (verdict.passed && exhibit_of(course.root, lesson))
    std::cout << "The museum is open: ./kit museum " << lesson.id() << std::endl;
  if (verdict.passed && whose != Whose::reference && gone_files(course, lesson).empty())
    course.progress.set_passed(lesson);
  return verdict.passed ? 0 : 1;
}

int run_server(Variant& variant, const Lesson& lesson, const Overlay& overlay,
               const std::vector<std::string>& options) {
  const std::string target = Variant::server_target(lesson);
  const std::string trouble = variant.build(overlay, {target});
  if (!trouble.empty())
    throw CourseError("it does not compile. The first thing that the compiler says:\n\n" + trouble);
  std::vector<std::string> command{variant.program(target).string()};
  command.insert(command.end(), options.begin(), options.end());
  become(command);
}

int run(const Course& course, const std::string& number, Whose whose,
        const std::vector<std::string>& options) {
  const Lesson& lesson = find_lesson(course.lessons, number);
  const Overlay overlay = overlay_for(course, lesson, whose);
  const std::vector<ExerciseId> unwritten =
      whose == Whose::reference ? std::vector<ExerciseId>() : unwritten_in(course, lesson);
  if (!unwritten.empty())
    std::cerr << "kit: not written yet: " << joined(unwritten, " and ")
              << ". The server ends where it comes to that; on the library's files it goes on: "
                 "./kit run "
              << lesson.id() << " --reference\n";
  Variant variant(course.root, course.builds, variant_name(whose));
  return run_server(variant, lesson, overlay, options);
}

int watch(const Course& course, const std::string& number) {
  const Lesson& lesson = find_lesson(course.lessons, number);
  if (course.progress.stage(lesson) == Stage::untouched) start(course, number);
  std::map<fs::path, fs::file_time_type> before;
  for (;;) {
    // Asked again and again: file events do not come from everywhere (shared folders, containers).
    std::map<fs::path, fs::file_time_type> now = times_below(course.progress.mine());
    if (now != before) {
      before = std::move(now);
      std::cout << "\x1b[2J\x1b[H" << std::flush;  // clear, and home
      try {
        test(course, number, Whose::mine);
      } catch (const std::exception& error) {
        std::cout << error.what() << "\n";
      }
      std::cout << "\nWatching mine/; Ctrl-C ends this." << std::endl;
    }
    std::this_thread::sleep_for(300ms);
  }
}

int hint(const Course& course, const std::string& what) {
  const std::size_t dot = what.find('.');
  const Lesson& lesson = find_lesson(course.lessons, what.substr(0, dot));
  if (dot == what.npos && course.progress.stage(lesson) == Stage::passed) {
    std::cout << "Lesson " << lesson.id()
              << " is done. An exercise's hints all the same: ./kit hint "
              << lesson.exercises().front().id.str() << "\n";
    return 0;
  }
  const ExerciseId id =
      dot == what.npos ? open_exercise(course, lesson) : exercise_in(course, lesson, what);
  const std::vector<std::string> tiers = hints_for(course.root, lesson, id);
  const int shown =
      std::min<int>(course.progress.hints_shown(id) + 1, static_cast<int>(tiers.size()));
  course.progress.set_hints_shown(id, shown);
  std::cout << "Hint " << shown << " of " << tiers.size() << " for " << id.str() << "\n\n"
            << tiers[static_cast<std::size_t>(shown) - 1] << "\n";
  if (shown < static_cast<int>(tiers.size()))
    std::cout << "\nThe next one says more: ./kit hint " << id.str() << "\n";
  return 0;
}

int diff(const Course& course, const std::string& number, bool spoil) {
  const Lesson& lesson = find_lesson(course.lessons, number);
  if (course.progress.stage(lesson) != Stage::passed && !spoil)
    throw CourseError("lesson " + lesson.id() +
                      " is not done yet; to see the answer all the same: "
                      "./kit diff " +
                      lesson.id() + " --spoil");
  for (const TaughtFile& file : lesson.files) {
    const fs::path mine = course.progress.mine() / file.path;
    if (!fs::exists(mine)) {
      std::cout << "mine/" << file.path.string() << " is not there; the library's "
                << file.path.string() << " is the answer\n";
      continue;
    }
    const fs::path ours = course.builds / "diff" / file.path;
    const fs::path yours = course.builds / "diff" / "mine" / file.path;
    write_file(ours, without_markers(read_file(course.root / file.path)));
    write_file(yours, without_scaffold(read_file(mine)));
    const CommandResult result =
        run_command({"diff", "-u", "--label", "yours: mine/" + file.path.string(), "--label",
                     "the library: " + file.path.string(), yours.string(), ours.string()},
                    60s);
    std::cout << (result.output.empty() ? file.path.string() + ": no difference\n" : result.output);
  }
  return 0;
}

int reset(const Course& course, const std::string& number) {
  const Lesson& lesson = find_lesson(course.lessons, number);
  const fs::path backup = course.progress.set_aside(lesson);
  if (fs::exists(backup))
    std::cout << "What you had is in " << backup.lexically_relative(course.root).string() << "\n";
  return start(course, number);
}

}  // namespace kit::course
