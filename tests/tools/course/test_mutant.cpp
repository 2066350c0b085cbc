// The words of a wrong answer, and when a test shows it.
#include "tools/course/mutant.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/tools/course/little_course.hpp"

using namespace kit::course;

namespace {

const std::string whole =
    "// What did not fit is thrown away,\n"
    "// and nobody hears of it.\n"
    "// caught by: 1.1: one is one\n"
    "// saying: one() == 1\n"
    "  return 0;  // caught by: nobody\n";

Mutant mutant_saying(const std::string& words) {
  Mutant mutant;
  mutant.exercise = {1, 1};
  mutant.caught_by = "1.1: one is one";
  mutant.saying = {words};
  return mutant;
}

TestResult result_of(Outcome outcome, const std::string& output) {
  TestResult result;
  result.name = "1.1: one is one";
  result.outcome = outcome;
  result.output = output;
  return result;
}

}  // namespace

TEST_CASE("mutant: its first lines are its words, and the body keeps them") {
  const LittleCourse course;
  course.put("lessons/01-first/mutants/1.1-gives-nothing.cpp", whole);
  const Mutant mutant = read_mutant(course.root, "lessons/01-first/mutants/1.1-gives-nothing.cpp");
  CHECK(mutant.name == "1.1-gives-nothing");
  CHECK(mutant.exercise == ExerciseId{1, 1});
  CHECK(mutant.sentence == "What did not fit is thrown away, and nobody hears of it.");
  CHECK(mutant.caught_by == "1.1: one is one");
  CHECK(mutant.saying == std::vector<std::string>{"one() == 1"});
  CHECK(mutant.body == whole);
}

TEST_CASE("mutant: one without a name, a sentence, a test or its words is refused by file") {
  const LittleCourse course;
  const fs::path folder = "lessons/01-first/mutants";
  const auto complaint = [&](const std::string& name, const std::string& text) {
    course.put(folder / name, text);
    const std::string said = complaint_of([&] { (void)mutants_of(course.root, course.lesson(1)); });
    fs::remove(course.root / folder / name);
    CAPTURE(said);
    CHECK(said.starts_with((folder / name).string() + ": "));
    return said;
  };
  CHECK(has(complaint("gives-nothing.cpp", whole), "should begin with an exercise: 1.2-NAME.cpp"));
  CHECK(has(complaint("1.1-mute.cpp", "  return 0;\n"), "a comment that says what is wrong"));
  CHECK(has(complaint("1.1-mute.cpp", "// caught by: 1.1: x\n// saying: y\n"), "what is wrong"));
  CHECK(has(complaint("1.1-x.cpp", "// Wrong.\n// saying: y\nreturn 0;\n"), "caught by: TEST"));
  CHECK(has(complaint("1.1-x.cpp", "// Wrong.\n// caught by: y\nreturn 0;\n"), "saying: WORDS"));
  CHECK(has(complaint("1.1-empty.cpp", ""), "a comment that says what is wrong"));
}

TEST_CASE("mutant: a lesson without the folder has none") {
  const LittleCourse course;
  CHECK(mutants_of(course.root, course.lesson(1)).empty());
}

TEST_CASE("mutant: shows when its test fails or crashes with its words") {
  const Mutant mutant = mutant_saying("one() == 1");
  CHECK(shows(result_of(Outcome::failed, "at x\n  expected: one() == 1\n"), mutant));
  CHECK(shows(result_of(Outcome::crashed, "... one() == 1"), mutant));
  CHECK_FALSE(shows(result_of(Outcome::failed, "expected: two() == 2"), mutant));
  CHECK_FALSE(shows(result_of(Outcome::passed, "one() == 1"), mutant));
  CHECK_FALSE(shows(result_of(Outcome::not_written, "one() == 1"), mutant));
  CHECK_FALSE(shows(result_of(Outcome::hung, "one() == 1"), mutant));
  TestResult other = result_of(Outcome::failed, "one() == 1");
  other.name = "1.1: another test";
  CHECK_FALSE(shows(other, mutant));
}

TEST_CASE("mutant: all of its words must have been said") {
  const LittleCourse course;
  const fs::path file = "lessons/01-first/mutants/1.1-gives-nothing.cpp";
  course.put(
      file,
      "// Wrong.\n// caught by: 1.1: one is one\n// saying: one() == 1\n// saying: came:     2\n");
  const Mutant mutant = read_complete_mutant(course.root, file);
  CHECK(shows(result_of(Outcome::failed, "  expected: one() == 1\n  came:     2\n"), mutant));
  CHECK_FALSE(shows(result_of(Outcome::failed, "  expected: one() == 1\n  came:     3\n"), mutant));
}

TEST_CASE("mutant: one that hangs shows only in a test that hangs") {
  const Mutant mutant = mutant_saying("(hangs)");
  CHECK(shows(result_of(Outcome::hung, ""), mutant));
  CHECK_FALSE(shows(result_of(Outcome::failed, "(hangs)"), mutant));
  Mutant placed = mutant;
  placed.saying.push_back("in kit::serve");
  CHECK(shows(result_of(Outcome::hung, "at 7, in kit::serve"), placed));
  CHECK_FALSE(shows(result_of(Outcome::hung, "at 7, in kit::run"), placed));
  CHECK_FALSE(shows(result_of(Outcome::passed, ""), mutant));
}

TEST_CASE("mutant: stands in the library in the place of the answer") {
  const LittleCourse course;
  Mutant mutant = mutant_saying("x");
  mutant.body = "  return 0;\n";
  const Overlay overlay = overlay_with(course.root, course.lesson(1), mutant);
  REQUIRE(overlay.size() == 1);
  const std::string text = overlay.at("loop/a.cpp");
  CHECK(has(text, "return 0;"));
  CHECK_FALSE(has(text, "return 1;"));
  CHECK(has(text, "return 2;"));
  mutant.name = "1.9-nowhere";
  mutant.exercise = {1, 9};
  CHECK_THROWS_WITH_AS((void)overlay_with(course.root, course.lesson(1), mutant),
                       "1.9-nowhere: there is no exercise 1.9", CourseError);
}
