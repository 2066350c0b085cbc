// What a reader has done, and that none of it is ever lost.
#include "tools/course/progress.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/tools/course/little_course.hpp"

using namespace kit::course;

namespace {

struct Reader : LittleCourse {
  Progress progress{root, root / "mine"};

  void write(const fs::path& path, const std::string& text) { put(fs::path("mine") / path, text); }
  std::string mine(const fs::path& path) const { return text(fs::path("mine") / path); }
  std::map<fs::path, std::string> everything() const {
    std::map<fs::path, std::string> files;
    for (const fs::path& path : files_below(root / "mine", root)) files[path] = text(path);
    return files;
  }
};

}  // namespace

TEST_CASE("progress: start writes the starters and remembers what they were made from") {
  Reader reader;
  const Lesson lesson = reader.lesson(1);
  CHECK(reader.progress.stage(lesson) == Stage::untouched);
  CHECK(reader.progress.start(lesson) == std::vector<fs::path>{"loop/a.cpp", "loop/b.cpp"});
  CHECK(reader.progress.stage(lesson) == Stage::started);
  CHECK(reader.progress.stage(reader.lesson(2)) == Stage::untouched);
  const std::string starter = reader.mine("loop/a.cpp");
  CHECK(has(starter, "not_written_yet(\"1.1\");"));
  CHECK(has(starter, "not_written_yet(\"1.2\");"));
  CHECK_FALSE(has(starter, "return"));
  CHECK(fs::exists(reader.progress.base("loop/a.cpp")));
  CHECK(fs::exists(reader.progress.base("loop/b.cpp")));
}

TEST_CASE("progress: a second start changes nothing") {
  Reader reader;
  (void)reader.progress.start(reader.lesson(1));
  reader.write("loop/a.cpp", "my lines\r\n\0 and no end");
  const auto before = reader.everything();
  CHECK(reader.progress.start(reader.lesson(1)).empty());
  CHECK(reader.everything() == before);
}

TEST_CASE("progress: start brings back one file that is gone, and leaves the other") {
  Reader reader;
  const Lesson lesson = reader.lesson(1);
  (void)reader.progress.start(lesson);
  reader.write("loop/b.cpp", "mine, all mine\n");
  fs::remove(reader.root / "mine/loop/a.cpp");
  CHECK(reader.progress.stage(lesson) == Stage::started);
  CHECK(reader.progress.start(lesson) == std::vector<fs::path>{"loop/a.cpp"});
  CHECK(reader.mine("loop/b.cpp") == "mine, all mine\n");
}

TEST_CASE("progress: reset keeps every byte, and begins again") {
  Reader reader;
  const Lesson lesson = reader.lesson(1);
  (void)reader.progress.start(lesson);
  const std::string starter = reader.mine("loop/a.cpp");
  const std::string bytes("\xff\0\r\n no line feed at the end", 27);
  reader.write("loop/a.cpp", bytes);
  reader.write("loop/b.cpp", "");
  reader.progress.set_passed(lesson);
  const fs::path backup = reader.progress.set_aside(lesson);
  CHECK(reader.progress.stage(lesson) == Stage::untouched);
  (void)reader.progress.start(lesson);
  CHECK(read_file(backup / "loop/a.cpp") == bytes);
  CHECK(read_file(backup / "loop/b.cpp") == "");
  CHECK(reader.mine("loop/a.cpp") == starter);
  CHECK(reader.progress.stage(lesson) == Stage::started);
}

TEST_CASE("progress: two resets in the same second keep two backups") {
  Reader reader;
  const Lesson lesson = reader.lesson(1);
  (void)reader.progress.start(lesson);
  std::vector<fs::path> backups;
  for (const char* const text : {"first\n", "second\n", "third\n"}) {
    reader.write("loop/a.cpp", text);
    backups.push_back(reader.progress.set_aside(lesson));
  }
  CHECK(read_file(backups[0] / "loop/a.cpp") == "first\n");
  CHECK(read_file(backups[1] / "loop/a.cpp") == "second\n");
  CHECK(read_file(backups[2] / "loop/a.cpp") == "third\n");
}

TEST_CASE("progress: reset of a lesson that was not begun has nothing to keep") {
  Reader reader;
  CHECK_FALSE(fs::exists(reader.progress.set_aside(reader.lesson(1))));
}

TEST_CASE("progress: passed stays passed, whatever becomes of the files") {
  Reader reader;
  const Lesson lesson = reader.lesson(1);
  (void)reader.progress.start(lesson);
  reader.progress.set_passed(lesson);
  reader.progress.set_passed(lesson);
  reader.write("loop/a.cpp", "broken");
  CHECK(reader.progress.stage(lesson) == Stage::passed);
  fs::remove_all(reader.root / "mine/loop");
  CHECK(reader.progress.stage(lesson) == Stage::passed);
  CHECK(reader.progress.stage(reader.lesson(2)) == Stage::untouched);
}

TEST_CASE("progress: a library that moves on is noticed, by file") {
  Reader reader;
  (void)reader.progress.start(reader.lesson(1));
  CHECK(reader.progress.moved_on(reader.lesson(1)).empty());
  reader.put("loop/b.cpp", "#include <array>\n" + reader.text("loop/b.cpp"));
  CHECK(reader.progress.moved_on(reader.lesson(1)) == std::vector<fs::path>{"loop/b.cpp"});
  // A new beginning is made from the new library.
  (void)reader.progress.set_aside(reader.lesson(1));
  (void)reader.progress.start(reader.lesson(1));
  CHECK(reader.progress.moved_on(reader.lesson(1)).empty());
}

TEST_CASE("progress: another answer in the library is no news for who writes their own") {
  Reader reader;
  (void)reader.progress.start(reader.lesson(1));
  std::string text = reader.text("loop/a.cpp");
  text.replace(text.find("return 1;"), 9, "return 3 - 2;");
  reader.put("loop/a.cpp", text);
  CHECK(reader.progress.moved_on(reader.lesson(1)).empty());
}

TEST_CASE("progress: hints are counted by exercise") {
  Reader reader;
  CHECK(reader.progress.hints_shown({1, 1}) == 0);
  reader.progress.set_hints_shown({1, 1}, 2);
  reader.progress.set_hints_shown({1, 11}, 3);
  CHECK(reader.progress.hints_shown({1, 1}) == 2);
  CHECK(reader.progress.hints_shown({1, 11}) == 3);
  CHECK(reader.progress.hints_shown({1, 2}) == 0);
  reader.progress.set_hints_shown({1, 1}, 1);
  CHECK(reader.progress.hints_shown({1, 1}) == 1);
}
