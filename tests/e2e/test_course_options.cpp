// A build that was made with other options than the course has now is made anew; any other is kept.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "tests/e2e/mini_course.hpp"
#include "tools/course/text.hpp"

namespace kit::test {
namespace {

namespace fs = std::filesystem;

/// Has the gate build, or see that nothing is to be built.
void check_reference(const MiniCourse& course) {
  const Outcome check = course.kit({"check", "01", "--only", "the reference passes"});
  CAPTURE(check.out);
  CAPTURE(check.err);
  CHECK(check.ending == Ending{.status = 0, .signal = 0});
  CHECK(check.out == "ok      01: the reference passes\n1 passed, 0 failed\n");
}

TEST_CASE("course: what was built with other options is built anew, and nothing else") {
  const MiniCourse course;
  check_reference(course);
  const fs::path options = MiniCourse::gate_build() / "options.txt";
  const fs::path witness = MiniCourse::gate_build() / "out" / "witness";  // goes with the build
  const std::string right = course::read_file(options);
  for (const std::string option : {"-Doptimization=0\n", "-Db_sanitize=", "-fno-sanitize=vptr"})
    CHECK(right.find(option) != right.npos);
  course::write_file(witness, "");
  check_reference(course);
  CHECK(fs::exists(witness));
  course::write_file(options, "-O3\n");
  check_reference(course);
  CHECK_FALSE(fs::exists(witness));
  CHECK(course::read_file(options) == right);
}

TEST_CASE("course: a build of which nobody knows the options is built anew") {
  const MiniCourse course;
  check_reference(course);
  const fs::path witness = MiniCourse::gate_build() / "out" / "witness";
  course::write_file(witness, "");
  fs::remove(MiniCourse::gate_build() / "options.txt");
  check_reference(course);
  CHECK_FALSE(fs::exists(witness));
}

}  // namespace
}  // namespace kit::test
