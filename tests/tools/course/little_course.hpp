// A course of two lessons, as small as one can be: for what reads folders and builds nothing.
#pragma once

#include <string>

#include "tests/support/folder.hpp"
#include "tools/course/lesson.hpp"
#include "tools/course/text.hpp"

namespace kit::course {

/// Lesson 1 teaches loop/a.cpp (1.1, 1.2) and loop/b.cpp (1.3), lesson 2 streams/c.cpp (2.1).
struct LittleCourse {
  LittleCourse() {
    put("loop/a.cpp", library_a);
    put("loop/b.cpp", region("1.3", "Write three.", "int three() { return 3; }"));
    put("streams/c.cpp", region("2.1", "Write the other.", "int other() { return 4; }"));
    put("lessons/01-first/README.md", "# 1. The first\n\n**Time:** 30 minutes.\n");
    put("lessons/02-second/README.md", "# 2. The second\n\n**Time:** 45 minutes.\n");
    put("lessons/01-first/hints.md", hints("1.1") + hints("1.2") + hints("1.3"));
    put("lessons/02-second/hints.md", hints("2.1"));
  }

  static std::string region(const std::string& id, const std::string& sentence,
                            const std::string& body) {
    return "#include <vector>\n\n// lesson " + id + ": " + sentence + "\n" + body +
           "\n// end lesson " + id + "\n";
  }
  static std::string hints(const std::string& id) {
    return "## " + id + "\n\n1. A question?\n2. A pointer,\n   in two lines.\n3. The answer.\n\n";
  }

  void put(const fs::path& path, const std::string& text) const { write_file(root / path, text); }
  std::string text(const fs::path& path) const { return read_file(root / path); }
  Lesson lesson(int number) const {
    return find_lesson(find_lessons(root), std::to_string(number));
  }

  static constexpr const char* library_a =
      "#include \"loop/a.hpp\"\n"
      "\n"
      "int one() {\n"
      "  // lesson 1.1: Give one.\n"
      "  return 1;\n"
      "  // end lesson 1.1\n"
      "}\n"
      "\n"
      "int two() {\n"
      "  // lesson 1.2: Give two.\n"
      "  return 2;\n"
      "  // end lesson 1.2\n"
      "}\n";

  test::Folder folder;
  fs::path root = folder / "root";
};

/// What a CourseError says that `action` throws; "" if it throws none.
template <class Action>
std::string complaint_of(Action&& action) {
  try {
    action();
    return "";
  } catch (const CourseError& error) {
    return error.what();
  }
}

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

}  // namespace kit::course
