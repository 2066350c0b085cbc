// What a run of the tests says to its reader.
#include "tools/course/verdict.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "tests/tools/course/little_course.hpp"

using namespace kit::course;

namespace {

TestResult result(const std::string& name, Outcome outcome, const std::string& more = "") {
  TestResult made;
  made.name = name;
  made.outcome = outcome;
  (outcome == Outcome::not_written ? made.missing : made.output) = more;
  return made;
}

TestResult passed(const std::string& name) { return result(name, Outcome::passed); }
TestResult failed(const std::string& name, const std::string& words = "expected: more\n") {
  return result(name, Outcome::failed, words);
}
TestResult missing(const std::string& name, const std::string& exercise) {
  return result(name, Outcome::not_written, exercise);
}

TestResult needing(const std::vector<ExerciseId>& later, TestResult result) {
  result.needs = later;
  return result;
}

/// With these of its exercises not written: 1 for 1.1.
Verdict verdict_on(std::initializer_list<int> numbers, const std::vector<TestResult>& results,
                   const std::vector<Mutant>& mutants = {}) {
  const LittleCourse course;
  std::vector<ExerciseId> unwritten;
  for (const int number : numbers) unwritten.push_back({1, number});
  return make_verdict(course.lesson(1), unwritten, mutants, results);
}

Mutant mutant(ExerciseId exercise, const std::string& sentence, const std::string& caught_by) {
  Mutant made;
  made.exercise = exercise;
  made.sentence = sentence;
  made.caught_by = caught_by;
  made.saying = {"expected: more"};
  return made;
}

const std::string red_is_right = "Red is right here";

}  // namespace

TEST_CASE("verdict: nothing written: red is right, and where to begin") {
  const Verdict verdict = verdict_on(
      {1, 2, 3}, {missing("1.1: a", "1.1"), missing("1.2: b", "1.1"), missing("1.3: c", "1.3")});
  CHECK_FALSE(verdict.passed);
  CHECK(verdict.next == ExerciseId{1, 1});
  CHECK(verdict.story == "");
  CHECK(verdict.summary ==
        "  1.1  not written yet: Give one.\n"
        "  1.2  not written yet: Give two.\n"
        "  1.3  not written yet: Write three.\n"
        "\n"
        "Red is right here: nothing is written yet, and the tests have noticed. Begin with 1.1.\n"
        "\n"
        "Stuck? ./kit hint 1.1\n");
}

TEST_CASE("verdict: one exercise is done: the next is the first that is not") {
  const Verdict verdict = verdict_on({2, 3}, {passed("1.1: a"), passed("1.1: b"),
                                              missing("1.2: c", "1.2"), missing("1.3: d", "1.3")});
  CHECK(verdict.next == ExerciseId{1, 2});
  CHECK(verdict.story == "");
  CHECK_FALSE(has(verdict.summary, red_is_right));
  CHECK(has(verdict.summary, "  1.1  done: 2 tests pass\n  1.2  not written yet: Give two.\n"));
  CHECK(verdict.summary.ends_with("\nGo on with 1.2.\n\nStuck? ./kit hint 1.2\n"));
}

TEST_CASE("verdict: what is written and wrong comes before what is not written") {
  const Verdict verdict =
      verdict_on({1}, {missing("1.1: a", "1.1"), passed("1.2: b"), failed("1.2: c", "first\n"),
                       failed("1.2: d", "second\n"), failed("1.3: e", "third\n")});
  CHECK(verdict.next == ExerciseId{1, 2});
  CHECK(verdict.story.starts_with("1.2: c\n"));
  CHECK(has(verdict.story, "first"));
  CHECK_FALSE(has(verdict.story, "second"));
  CHECK_FALSE(has(verdict.story, "third"));
  CHECK(has(verdict.summary, "  1.2  1 of 3 tests pass\n"));
  CHECK(has(verdict.summary, "  1.3  0 of 1 test pass\n"));
  CHECK_FALSE(has(verdict.summary, red_is_right));
  CHECK(verdict.summary.ends_with("\nStuck? ./kit hint 1.2\n"));
}

TEST_CASE("verdict: what is written and needs a later exercise is neither right nor wrong yet") {
  const Verdict verdict =
      verdict_on({3}, {needing({{1, 3}}, missing("1.1: a", "1.3")), passed("1.2: b"),
                       needing({{1, 3}}, missing("1.2: c", "1.3")), missing("1.3: d", "1.3")});
  CHECK((verdict.next == ExerciseId{1, 3}));
  CHECK(verdict.story == "");
  CHECK(verdict.summary ==
        "  1.1  written; its tests need 1.3\n"
        "  1.2  1 of 2 tests pass; the others need 1.3\n"
        "  1.3  not written yet: Write three.\n"
        "\nGo on with 1.3.\n"
        "\nStuck? ./kit hint 1.3\n");
}

TEST_CASE("verdict: what is written and comes to a later exercise without need is wrong") {
  const Verdict verdict =
      verdict_on({3}, {missing("1.1: a", "1.3"), passed("1.2: b"), missing("1.3: d", "1.3")});
  CHECK((verdict.next == ExerciseId{1, 1}));
  CHECK(verdict.story ==
        "1.1: a\n\n  It came to 1.3, which is not written yet. A right 1.1 does not go there.\n");
  CHECK(has(verdict.summary, "  1.1  0 of 1 test pass\n"));
}

TEST_CASE("verdict: what is not written is not called wrong, whatever its tests came to") {
  const Verdict verdict =
      verdict_on({1, 2}, {missing("1.1: a", "1.2"), failed("1.2: b"), missing("1.3: c", "1.1")});
  CHECK(has(verdict.summary, "  1.1  not written yet: Give one.\n"));
  CHECK(has(verdict.summary, "  1.2  not written yet: Give two.\n"));
  CHECK(has(verdict.summary, "  1.3  written; its tests need 1.1\n"));
}

TEST_CASE("verdict: the test that needs the least is told, and where else the mistake may be") {
  const TestResult a = needing({{1, 2}, {1, 3}}, failed("1.1: a"));
  const Verdict own = verdict_on({}, {a, passed("1.2: b"), failed("1.3: c")});
  CHECK(own.story.starts_with("1.3: c\n"));
  CHECK((own.next == ExerciseId{1, 3}));
  CHECK_FALSE(has(own.story, "This test runs"));
  CHECK(own.story.ends_with("\n  Tests of 1.1 fail, too: the mistake may be there.\n"));
  const Verdict earlier = verdict_on({}, {a, failed("1.2: b"), failed("1.3: c")});
  CHECK(earlier.story.starts_with("1.2: b\n"));
  const Verdict alone = verdict_on({}, {a, passed("1.2: b"), passed("1.3: c")});
  CHECK(alone.story.ends_with("\n  This test runs 1.2 and 1.3, too: the mistake may be there.\n"));
}

TEST_CASE("verdict: a crash and a hang are red, too") {
  for (const Outcome outcome : {Outcome::crashed, Outcome::hung}) {
    const Verdict verdict =
        verdict_on({}, {result("1.1: a", outcome), passed("1.2: b"), passed("1.3: c")});
    CHECK_FALSE(verdict.passed);
    CHECK(verdict.next == ExerciseId{1, 1});
    CHECK(verdict.story.starts_with("1.1: a\n"));
  }
}

TEST_CASE("verdict: all done, and where to look next") {
  const Verdict verdict = verdict_on({}, {passed("1.1: a"), passed("1.2: b"), passed("1.3: c")});
  CHECK(verdict.passed);
  CHECK(verdict.next == ExerciseId{});
  CHECK(verdict.story == "");
  CHECK(verdict.summary ==
        "  1.1  done: 1 test passes\n  1.2  done: 1 test passes\n  1.3  done: 1 test passes\n"
        "\nAll done. Compare with the library: ./kit diff 01\n");
}

TEST_CASE("verdict: likely causes are those that fail as the test shown does") {
  const std::vector<TestResult> red = {failed("1.1: a"), failed("1.1: b"), failed("1.2: c"),
                                       passed("1.3: d")};
  const Verdict one =
      verdict_on({}, red,
                 {mutant({1, 1}, "It forgets.", "1.1: a"), mutant({1, 1}, "It lies.", "1.1: other"),
                  mutant({1, 2}, "It sleeps.", "1.2: c")});
  CHECK(one.story.ends_with("\n  A likely cause:\n    - It forgets.\n"));
  const Verdict many = verdict_on({}, red,
                                  {mutant({1, 1}, "A.", "1.1: a"), mutant({1, 1}, "B.", "1.1: a"),
                                   mutant({1, 1}, "C.", "1.1: a"), mutant({1, 1}, "D.", "1.1: a")});
  CHECK(many.story.ends_with("\n  Likely causes:\n    - A.\n    - B.\n    - C.\n"));
  const Verdict elsewhere = verdict_on({}, red, {mutant({1, 3}, "It naps.", "1.1: a")});
  CHECK(elsewhere.story.ends_with("\n  A likely cause:\n    - In 1.3: It naps.\n"));
}

TEST_CASE("verdict: of two tests of an exercise the one that has a cause is told") {
  const std::vector<TestResult> red = {failed("1.1: a"), failed("1.1: b"), passed("1.2: c"),
                                       passed("1.3: d")};
  CHECK(verdict_on({}, red).story.starts_with("1.1: a\n"));
  CHECK(verdict_on({}, red, {mutant({1, 1}, "It lies.", "1.1: b")}).story.starts_with("1.1: b\n"));
}

TEST_CASE("verdict: a lesson that waits for an earlier one says for which, and what to do") {
  const LittleCourse course;
  const Verdict verdict = make_verdict(course.lesson(2), {}, {}, {missing("2.1: a", "1.2")});
  CHECK_FALSE(verdict.passed);
  CHECK(has(verdict.summary, "  2.1  written; its tests need 1.2\n"));
  CHECK_FALSE(has(verdict.summary, red_is_right));
  CHECK(has(verdict.summary, "./kit test 01"));
  CHECK(has(verdict.summary, "./kit test 02 --only"));
}
