// The tree that is built, and whose files are in it.
#include "tools/course/tree.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/support/folder.hpp"

using namespace kit::course;

namespace {

/// A small library, a reader's folder, and the tree.
struct Bench {
  Bench() {
    write_file(root / "meson.build", "project\n");
    write_file(root / "loop/a.cpp", "library a\n");
    write_file(root / "loop/b.hpp", "library b\n");
    write_file(root / "lessons/01-x/test.cpp", "test\n");
    write_file(root / "notes.txt", "not a part\n");
  }
  void write() { write_tree(root, read_overlay(root, root / "mine"), tree); }
  std::string text(const fs::path& path) const { return read_file(tree / path); }

  kit::test::Folder folder;
  fs::path root = folder / "root";
  fs::path tree = folder / "tree";
};

}  // namespace

TEST_CASE("tree: the library, and what the lessons need, and nothing else") {
  Bench bench;
  bench.write();
  CHECK(bench.text("loop/a.cpp") == "library a\n");
  CHECK(bench.text("lessons/01-x/test.cpp") == "test\n");
  CHECK(files_below(bench.tree, bench.tree).size() == 4);
}

TEST_CASE("tree: a reader's file stands in for the library's, under the reader's name") {
  Bench bench;
  write_file(bench.root / "mine/loop/b.hpp", "my b\n");
  bench.write();
  CHECK(bench.text("loop/b.hpp") == "#line 1 \"mine/loop/b.hpp\"\nmy b\n");
  CHECK(bench.text("loop/a.cpp") == "library a\n");
}

TEST_CASE("tree: a file that the reader deletes is the library's again") {
  Bench bench;
  write_file(bench.root / "mine/loop/a.cpp", "my a\n");
  bench.write();
  fs::remove(bench.root / "mine/loop/a.cpp");
  bench.write();
  CHECK(bench.text("loop/a.cpp") == "library a\n");
}

TEST_CASE("tree: a file that leaves the library leaves the tree") {
  Bench bench;
  bench.write();
  fs::remove(bench.root / "loop/b.hpp");
  bench.write();
  CHECK_FALSE(fs::exists(bench.tree / "loop/b.hpp"));
}

TEST_CASE("tree: what has not changed is not written, so that nobody builds it again") {
  Bench bench;
  bench.write();
  const auto long_ago = fs::file_time_type::clock::now() - std::chrono::hours(1);
  fs::last_write_time(bench.tree / "loop/a.cpp", long_ago);
  fs::last_write_time(bench.tree / "loop/b.hpp", long_ago);
  write_file(bench.root / "mine/loop/b.hpp", "my b\n");
  bench.write();
  CHECK(fs::last_write_time(bench.tree / "loop/a.cpp") == long_ago);
  CHECK(fs::last_write_time(bench.tree / "loop/b.hpp") != long_ago);
}

TEST_CASE("tree: a file in mine/ that shadows nothing is refused by name") {
  Bench bench;
  write_file(bench.root / "mine/loop/c.cpp", "what is this\n");
  CHECK_THROWS_WITH_AS(
      bench.write(), "mine/loop/c.cpp has the path of no file of the library: move it out of mine/",
      CourseError);
}

TEST_CASE("tree: --only takes the files of one lesson") {
  Bench bench;
  write_file(bench.root / "mine/loop/a.cpp", "my a\n");
  write_file(bench.root / "mine/loop/b.hpp", "my b\n");
  write_file(bench.root / "mine/.kit/passed/01", "passed\n");
  CHECK(read_overlay(bench.root, bench.root / "mine").size() == 2);
  CHECK(read_overlay(bench.root, bench.root / "mine", {"loop/b.hpp"}).size() == 1);
}

TEST_CASE("tree: a file that the reader may not write is refused, and the tree stays as it was") {
  Bench bench;
  bench.write();
  for (const char* const path :
       {"mine/loop/typo.cpp", "mine/typo.hpp", "mine/lessons/01-x/test.cpp", "mine/tools/kit.cpp",
        "mine/loop/a.cc"}) {
    CAPTURE(path);
    write_file(bench.root / path, "what is this\n");
    CHECK_THROWS_AS(bench.write(), CourseError);
    fs::remove(bench.root / path);
  }
  CHECK(bench.text("lessons/01-x/test.cpp") == "test\n");
}

TEST_CASE("tree: the museum's test is the reader's to write") {
  Bench bench;
  write_file(bench.root / "lessons/01-x/museum/test.cpp", "the answer\n");
  write_file(bench.root / "mine/lessons/01-x/museum/test.cpp", "my test\n");
  bench.write();
  CHECK(bench.text("lessons/01-x/museum/test.cpp") ==
        "#line 1 \"mine/lessons/01-x/museum/test.cpp\"\nmy test\n");
}

TEST_CASE("tree: what editors leave beside a file, and notes, are nobody's business") {
  Bench bench;
  for (const char* const path :
       {"mine/loop/.a.cpp.swp", "mine/loop/a.cpp~", "mine/loop/#a.cpp#", "mine/loop/.#a.cpp",
        "mine/loop/a.cpp.orig", "mine/.DS_Store", "mine/loop/.DS_Store", "mine/notes.md",
        "mine/.vscode/settings.json", "mine/loop/.idea/x.cpp"})
    write_file(bench.root / path, "left behind\n");
  bench.write();
  CHECK(bench.text("loop/a.cpp") == "library a\n");
  CHECK(files_below(bench.tree, bench.tree).size() == 4);
}
