// Running tests: what their endings and their words mean. The programs are shell scripts that speak
// as a lesson's tests do.
#include "tools/course/test_run.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/tools/course/little_course.hpp"

using namespace kit::course;

namespace {

/// A program that lists two tests, and does `body` in each.
struct Script {
  explicit Script(const std::string& body) {
    write_file(path,
               "#!/bin/sh\n"
               "if [ \"$1\" = --list-test-cases ]; then\n"
               "  echo '[doctest] listing all test case names'\n"
               "  echo '====='\n"
               "  echo '1.1: first, and foremost'\n"
               "  echo '1.2: second'\n"
               "  echo '====='\n"
               "  echo '[doctest] unskipped test cases passing the current filters: 2'\n"
               "  exit 0\n"
               "fi\n" +
                   body);
    fs::permissions(path, fs::perms::owner_all);
  }
  TestResult run(const std::string& name = "1.2: second") const { return run_test(path, name); }

  kit::test::Folder folder;
  fs::path path = folder / "tests";
};

}  // namespace

TEST_CASE("test run: the exercise that a test belongs to") {
  CHECK(exercise_of("1.2: a second close") == ExerciseId{1, 2});
  CHECK(exercise_of("12.34: x") == ExerciseId{12, 34});
  CHECK(exercise_of("a test") == ExerciseId{});
  CHECK(exercise_of("1: x") == ExerciseId{});
  CHECK(exercise_of("") == ExerciseId{});
}

TEST_CASE("test run: the names are listed in their order") {
  CHECK(list_tests(Script("").path) ==
        std::vector<std::string>{"1.1: first, and foremost", "1.2: second"});
}

TEST_CASE("test run: a program that cannot list its tests is named, with its words") {
  const kit::test::Folder folder;
  const fs::path path = folder / "broken";
  write_file(path, "#!/bin/sh\necho it is broken >&2\nexit 3\n");
  fs::permissions(path, fs::perms::owner_all);
  const std::string said = complaint_of([&] { (void)list_tests(path); });
  CHECK(has(said, path.string()));
  CHECK(has(said, "it is broken"));
}

TEST_CASE("test run: each ending has its meaning") {
  CHECK(Script("exit 0").run().outcome == Outcome::passed);
  CHECK(Script("exit 1").run().outcome == Outcome::failed);
  CHECK(Script("exit 76").run().outcome == Outcome::crashed);
  CHECK(Script("exit 2").run().outcome == Outcome::crashed);
  CHECK(Script("kill -ABRT $$").run().outcome == Outcome::crashed);
  CHECK(Script("exit 78").run().outcome == Outcome::hung);
  // An ending with that number, which does not say what is missing, is not ours.
  CHECK(Script("exit 77").run().outcome == Outcome::crashed);
}

TEST_CASE("test run: what is not written says which exercise that is") {
  const TestResult result =
      Script("echo 'step: it begins' >&2; echo 'not written yet: 12.3' >&2; exit 77").run();
  CHECK(result.outcome == Outcome::not_written);
  CHECK(result.missing == "12.3");
  CHECK(result.steps == std::vector<std::string>{"it begins"});
}

TEST_CASE("test run: the steps are taken out of what a test says, and doctest's own lines") {
  const TestResult result = Script(
                                "echo 'step: first' >&2; echo 'at x.cpp:1'; echo '[doctest] run'\n"
                                "echo 'step: second' >&2; echo '  came: 2'; exit 1")
                                .run();
  CHECK(result.steps == std::vector<std::string>{"first", "second"});
  CHECK(result.output == "at x.cpp:1\n  came: 2\n");
}

TEST_CASE("test run: one test at a time, by its whole name, with its patience") {
  const Script script(
      "printf 'arguments: %s\\n' \"$*\"; echo \"patience: $KIT_TEST_PATIENCE\"; exit 1");
  const TestResult result = script.run("1.1: first, and foremost\\");
  CHECK(has(result.output, "arguments: --test-case=1.1: first\\, and foremost\\\\ "));
  CHECK(has(result.output, "patience: 5\n"));
}

TEST_CASE("test run: after one that hangs the others get less patience") {
  const std::vector<TestResult> results =
      run_tests(Script("echo \"patience: $KIT_TEST_PATIENCE\"; exit 78").path);
  REQUIRE(results.size() == 2);
  CHECK(results[0].name == "1.1: first, and foremost");
  CHECK(results[0].output == "patience: 5\n");
  CHECK(results[1].output == "patience: 1\n");
}

TEST_CASE("test run: what a test says of itself is taken out of its words") {
  const TestResult result = Script(
                                "echo 'needs: 1.3, 1.4'; echo 'step: one'; echo 'step: two'\n"
                                "echo 'at x:1'; echo 'step: three'; echo '  came: 7'; exit 1\n")
                                .run();
  CHECK((result.needs == std::vector<ExerciseId>{{1, 3}, {1, 4}}));
  CHECK(result.steps == std::vector<std::string>{"one", "two", "three"});
  CHECK(result.failed_in == 2);
  CHECK(result.output == "at x:1\n  came: 7\n");
  CHECK(result.asserted);
  CHECK_FALSE(Script("echo 'nothing was asserted'\n").run().asserted);
}

TEST_CASE("test run: a test says nothing about the others") {
  const std::vector<TestResult> results =
      run_tests(Script("case $1 in *first*) kill -SEGV $$;; esac; exit 0").path);
  REQUIRE(results.size() == 2);
  CHECK(results[0].outcome == Outcome::crashed);
  CHECK(results[1].outcome == Outcome::passed);
}
