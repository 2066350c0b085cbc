// What the folders of the lessons say.
#include "tools/course/lesson.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/tools/course/little_course.hpp"
#include "tools/course/map.hpp"
#include "tools/course/museum.hpp"

using namespace kit::course;

TEST_CASE("lesson: title, minutes and exercises come from the folder and the library") {
  const LittleCourse course;
  const std::vector<Lesson> lessons = find_lessons(course.root);
  REQUIRE(lessons.size() == 2);
  CHECK(lessons[0].id() == "01");
  CHECK(lessons[0].title == "The first");
  CHECK(lessons[0].minutes == 30);
  REQUIRE(lessons[0].files.size() == 2);
  CHECK(lessons[0].files[0].path == "loop/a.cpp");
  REQUIRE(lessons[0].exercises().size() == 3);
  CHECK(lessons[0].exercises()[2].sentence == "Write three.");
  CHECK(lessons[1].folder == "lessons/02-second");
}

TEST_CASE("lesson: other folders are not lessons") {
  const LittleCourse course;
  course.put("lessons/support/main.cpp", "");
  course.put("lessons/notes/README.md", "");
  course.put("lessons/README.md", "");
  CHECK(find_lessons(course.root).size() == 2);
}

TEST_CASE("lesson: found by its number as people type it, else the known ones are named") {
  const LittleCourse course;
  const std::vector<Lesson> lessons = find_lessons(course.root);
  CHECK(find_lesson(lessons, "2").number == 2);
  CHECK(find_lesson(lessons, "02").number == 2);
  for (const char* const wrong : {"3", "0", "", "x", "1x", "-1", "01-first", "1.1", " 1"}) {
    CAPTURE(wrong);
    CHECK_THROWS_WITH_AS(
        (void)find_lesson(lessons, wrong),
        ("there is no lesson '" + std::string(wrong) + "'; there are: 01, 02").c_str(),
        CourseError);
  }
}

TEST_CASE("lesson: what is wrong with one is said with its file") {
  const auto complaint = [](const fs::path& path, const std::string& text) {
    const LittleCourse course;
    course.put(path, text);
    return complaint_of([&] { (void)find_lessons(course.root); });
  };
  const fs::path readme = "lessons/01-first/README.md";
  CHECK(complaint(readme, "# The first\n30 minutes\n") ==
        "lessons/01-first/README.md: should begin with '# 1. TITLE'");
  CHECK(complaint(readme, "# 2. The first\n30 minutes\n") ==
        "lessons/01-first/README.md: should begin with '# 1. TITLE'");
  CHECK(complaint(readme, "# 1. The first\n") ==
        "lessons/01-first/README.md: should say how many minutes it takes");
  CHECK(complaint("streams/c.cpp", "int nothing;\n") ==
        "lessons/02-second: the library has no region of this lesson");
  CHECK(has(complaint("streams/c.cpp", LittleCourse::region("2.2", "X y.", "")),
            "lessons/02-second: its exercises should be numbered 1, 2, 3; 2.2 is out of turn"));
  CHECK(has(complaint("streams/d.cpp", LittleCourse::region("2.1", "Again.", "")),
            "2.1 is out of turn"));
  CHECK(has(complaint("lessons/03-third/x", ""), "cannot read"));
}

TEST_CASE("lesson: three hints for an exercise, of as many lines as they like") {
  const LittleCourse course;
  const std::vector<std::string> tiers = hints_for(course.root, course.lesson(1), ExerciseId{1, 2});
  CHECK(tiers ==
        std::vector<std::string>{"A question?", "A pointer,\nin two lines.", "The answer."});
}

TEST_CASE("lesson: fewer or more than three hints are an error that names the exercise") {
  const LittleCourse course;
  const auto complaint = [&](const std::string& text) {
    course.put("lessons/02-second/hints.md", text);
    return complaint_of([&] { (void)hints_for(course.root, course.lesson(2), {2, 1}); });
  };
  CHECK(complaint("") ==
        "lessons/02-second/hints.md: exercise 2.1 should have three hints, it has 0");
  CHECK(has(complaint("## 2.1\n\n1. A?\n2. B.\n"), "it has 2"));
  CHECK(has(complaint("## 2.1\n\n1. A?\n2. B.\n3. C.\n4. D.\n"), "it has 4"));
  CHECK(has(complaint("## 2.11\n\n1. A?\n2. B.\n3. C.\n"), "it has 0"));
  fs::remove(course.root / "lessons/02-second/hints.md");
  CHECK(has(complaint_of([&] {
              (void)hints_for(course.root, course.lesson(2), {2, 1});
            }),
            "lessons/02-second/hints.md"));
}

TEST_CASE("lesson: the map must say what the lesson says") {
  const LittleCourse course;
  const Lesson lesson = course.lesson(1);
  const std::string row = "| [01 The first](01-first/README.md) | 30 | ... |\n";
  course.put("lessons/README.md", "# Map\n\n" + row);
  check_map(course.root, lesson);
  course.put("lessons/README.md", "# Map\n\n| [01 The first](01-first/README.md) | 40 | ... |\n");
  const std::string said = complaint_of([&] { check_map(course.root, lesson); });
  CHECK(has(said, "lessons/README.md should have a row that begins with\n"));
  CHECK(has(said, "| [01 The first](01-first/README.md) | 30 |"));
}

TEST_CASE("lesson: a museum has a test and a fault, or there is none") {
  const LittleCourse course;
  CHECK_FALSE(exhibit_of(course.root, course.lesson(1)).has_value());
  course.put("lessons/01-first/museum/1.2-old.cpp", "// As it was.\nreturn 0;\n");
  CHECK(has(complaint_of([&] { (void)exhibit_of(course.root, course.lesson(1)); }),
            "museum/test.cpp"));
  course.put("lessons/01-first/museum/test.cpp", "// lesson 1.0: See it.\n// end lesson 1.0\n");
  const std::optional<Exhibit> exhibit = exhibit_of(course.root, course.lesson(1));
  REQUIRE(exhibit.has_value());
  CHECK(exhibit->task == ExerciseId{1, 0});
  CHECK(exhibit->fault.exercise == ExerciseId{1, 2});
  CHECK(exhibit->fault.sentence == "As it was.");
  fs::remove(course.root / "lessons/01-first/museum/1.2-old.cpp");
  CHECK(complaint_of([&] { (void)exhibit_of(course.root, course.lesson(1)); }) ==
        "lessons/01-first/museum: has no fault to show");
}
