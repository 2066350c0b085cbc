#include "tools/course/check.hpp"

#include <algorithm>
#include <functional>
#include <iostream>
#include <map>

#include "tools/course/map.hpp"
#include "tools/course/museum.hpp"
#include "tools/course/readme.hpp"
#include "tools/course/session.hpp"
#include "tools/course/variant.hpp"

namespace kit::course {
namespace {

/// Checks one lesson after the other, and counts.
class Gate {
 public:
  Gate(const Course& course, std::string only)
      : course_(course), only_(std::move(only)), variant_(course.root, course.builds, "gate") {}

  void check(const Lesson& lesson) {
    lesson_ = &lesson;
    claim("the reference passes", [this] { reference_passes(); });
    claim("the starter fails where it should", [this] { starter_fails(); });
    const std::vector<fs::path> mutants =
        files_below(course_.root / lesson.folder / "mutants", course_.root);
    claim("there are mutants", [&] {
      if (mutants.empty()) throw CourseError(lesson.folder.string() + "/mutants has none");
    });
    for (const fs::path& file : mutants)
      claim("a test notices " + file.stem().string(), [&] { mutant_is_caught(file); });
    if (fs::is_directory(course_.root / lesson.folder / "museum")) check_museum();
    claim("every exercise has three hints", [this] { hints_are_there(); });
    claim("the map shows it", [this] { check_map(course_.root, *lesson_); });
    claim("the README quotes the library as it is",
          [this] { check_quotes(course_.root, lesson_->folder / "README.md"); });
    claim("the README's nc sessions are true", [this] { sessions_are_true({}, Server::right); });
  }

  int finish() const {
    std::cout << passed_ << " passed, " << failed_ << " failed\n";
    return failed_ == 0 && passed_ > 0 ? 0 : 1;
  }

 private:
  void claim(const std::string& what, const std::function<void()>& prove) {
    const std::string line = lesson_->id() + ": " + what;
    if (line.find(only_) == line.npos) return;
    try {
      prove();
      ++passed_;
      std::cout << "ok      " << line << std::endl;
    } catch (const std::exception& error) {
      ++failed_;
      std::cout << "FAILED  " << line << "\n" << error.what() << std::endl;
    }
  }

  fs::path build(const Overlay& overlay, const std::string& target) {
    const std::string trouble = variant_.build(overlay, {target});
    if (!trouble.empty()) throw CourseError("it does not compile:\n" + trouble);
    return variant_.program(target);
  }

  std::vector<TestResult> tests_on(const Overlay& overlay) {
    return run_tests(build(overlay, Variant::test_target(*lesson_)));
  }

  static void all_pass(const std::vector<TestResult>& results) {
    for (const TestResult& result : results)
      if (result.outcome != Outcome::passed) throw CourseError(result.name + "\n" + result.output);
  }

  void reference_passes() {
    const std::vector<TestResult> results = tests_on({});
    all_pass(results);
    const std::vector<Region> exercises = lesson_->exercises();
    for (const TestResult& result : results)
      if (std::none_of(exercises.begin(), exercises.end(), [&](const Region& exercise) {
            return exercise.id == exercise_of(result.name);
          }))
        throw CourseError("'" + result.name + "' should begin with its exercise, as in '" +
                          exercises.front().id.str() + ": ...'");
    for (const Region& exercise : exercises)
      if (std::none_of(results.begin(), results.end(), [&](const TestResult& result) {
            return exercise_of(result.name) == exercise.id;
          }))
        throw CourseError("no test for exercise " + exercise.id.str());
  }

  Overlay starter() const {
    Overlay overlay;
    for (const TaughtFile& file : lesson_->files)
      overlay[file.path] =
          make_starter(read_file(course_.root / file.path), file.path.string(), lesson_->number);
    return overlay;
  }

  /// The lesson's files without this exercise.
  Overlay without(ExerciseId id) const {
    for (const TaughtFile& file : lesson_->files)
      for (const Region& region : file.regions)
        if (region.id == id)
          return {
              {file.path, able_to_fail(with_body(read_file(course_.root / file.path), region,
                                                 "  not_written_yet(\"" + id.str() + "\");\n"))}};
    return {};
  }

  /// Every test runs into an exercise; and each exercise is run into, first by a test of its own.
  void starter_fails() {
    std::vector<std::string> missing;
    for (const TestResult& result : tests_on(starter())) {
      if (result.outcome != Outcome::not_written)
        throw CourseError("'" + result.name + "' did not run into an exercise:\n" + result.output);
      missing.push_back(result.missing);
    }
    std::map<std::string, std::vector<ExerciseId>> later, said;
    // With all the others written, each exercise must be the one that is missing.
    for (const Region& exercise : lesson_->exercises()) {
      for (const TestResult& result : tests_on(without(exercise.id))) {
        const bool own = exercise_of(result.name) == exercise.id;
        const bool fits = result.outcome == Outcome::passed || result.missing == exercise.id.str();
        if (!fits || (own && result.outcome == Outcome::passed))
          throw CourseError("without " + exercise.id.str() + ", '" + result.name +
                            "' should say so:\n" + result.output);
        said[result.name] = result.needs;
        if (result.outcome != Outcome::passed && exercise_of(result.name) < exercise.id)
          later[result.name].push_back(exercise.id);
      }
    }
    std::string wrong;
    for (const auto& [name, needs] : said)
      if (needs != later[name])
        wrong += "'" + name + "' should begin with needs(\"" + joined(later[name], ", ") +
                 "\"), or without it if that is empty\n";
    if (!wrong.empty()) throw CourseError(wrong);
  }

  static std::string quoted(const std::vector<std::string>& sayings) {
    std::string text;
    for (const std::string& words : sayings) text += (text.empty() ? "'" : " and '") + words + "'";
    return text;
  }

  void mutant_is_caught(const fs::path& file) {
    const Mutant mutant = read_complete_mutant(course_.root, file);
    const fs::path program =
        build(overlay_with(course_.root, *lesson_, mutant), Variant::test_target(*lesson_));
    const std::vector<std::string> names = list_tests(program);
    if (std::find(names.begin(), names.end(), mutant.caught_by) == names.end())
      throw CourseError("there is no test '" + mutant.caught_by + "'");
    const TestResult result = run_test(program, mutant.caught_by);
    if (!shows(result, mutant))
      throw CourseError("'" + mutant.caught_by + "' should fail and say " + quoted(mutant.saying) +
                        "; it " + (result.outcome == Outcome::passed ? "passes" : "says:\n") +
                        result.output);
  }

  Exhibit exhibit() const { return exhibit_of(course_.root, *lesson_).value(); }
  Overlay fault() const { return overlay_with(course_.root, *lesson_, exhibit().fault); }

  void check_museum() {
    const std::string target = Variant::museum_target(*lesson_);
    claim("the museum is complete", [&] { (void)fault(); });
    claim("the museum's test fails on the fault", [&] {
      for (const TestResult& result : run_tests(build(fault(), target)))
        if (result.outcome != Outcome::passed) return;
      throw CourseError("it passes");
    });
    claim("the museum's test passes on the reference",
          [&] { all_pass(run_tests(build({}, target))); });
    claim("the museum's starter asks for a test", [&] {
      const fs::path file = exhibit().test;
      const std::string answer = read_file(course_.root / file);
      const Overlay overlay{{file, make_starter(answer, file.string(), lesson_->number)}};
      for (const TestResult& result : run_tests(build(overlay, target)))
        if (result.missing == exhibit().task.str()) return;
      throw CourseError("no test says 'not written yet: " + exhibit().task.str() + "'");
    });
    claim("the museum has three hints",
          [&] { (void)hints_for(course_.root, *lesson_, exhibit().task); });
    claim("the museum's nc sessions are true", [&] { sessions_are_true(fault(), Server::museum); });
  }

  void hints_are_there() const {
    for (const Region& exercise : lesson_->exercises())
      (void)hints_for(course_.root, *lesson_, exercise.id);
  }

  void sessions_are_true(const Overlay& overlay, Server server) {
    const fs::path program = build(overlay, Variant::server_target(*lesson_));
    replay_sessions(course_.root, lesson_->folder / "README.md", program, server);
  }

  const Course& course_;
  const std::string only_;  // claims with these words in their line; all if empty
  Variant variant_;
  const Lesson* lesson_ = nullptr;
  int passed_ = 0;
  int failed_ = 0;
};

}  // namespace

int check(const Course& course, const std::string& number, const std::string& only) {
  Gate gate(course, only);
  if (number.empty())
    for (const Lesson& lesson : course.lessons) gate.check(lesson);
  else
    gate.check(find_lesson(course.lessons, number));
  return gate.finish();
}

}  // namespace kit::course
