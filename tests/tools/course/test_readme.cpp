// What a README quotes must stand in the library.
#include "tools/course/readme.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/folder.hpp"

using namespace kit::course;

namespace {

/// What check_quotes says about a README with this block; empty if it is content.
std::string complaint(const std::string& block) {
  const kit::test::Folder folder;
  const fs::path root = folder / "";
  write_file(root / "loop/a.cpp",
             "int a;\n  // lesson 1.1: B.\n  int b;\n  // end lesson 1.1\nint c;\n");
  write_file(root / "README.md", "Text.\n\n```cpp\n" + block + "```\n");
  try {
    check_quotes(root, "README.md");
    return "";
  } catch (const CourseError& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("readme: a quotation is the library's text without its markers") {
  CHECK(complaint("// loop/a.cpp\nint a;\n  int b;\nint c;\n") == "");
  CHECK(complaint("// loop/a.cpp\n  int b;\n") == "");
}

TEST_CASE("readme: dots leave lines out, and keep the order") {
  CHECK(complaint("// loop/a.cpp\nint a;\n...\nint c;\n") == "");
  CHECK(complaint("// loop/a.cpp\nint c;\n...\nint a;\n") != "");
}

TEST_CASE("readme: what does not stand there is refused, with its place") {
  const std::string said = complaint("// loop/a.cpp\nint a;\nint c;\n");
  CHECK(said.find("README.md:4: this does not stand in loop/a.cpp") == 0);
  CHECK(complaint("// loop/a.cpp\nint a\n") != "");
}

TEST_CASE("readme: a block that quotes nothing may say what it likes") {
  CHECK(complaint("// any comment\nint x;\n") == "");
  CHECK(complaint("int x;\n") == "");
}

TEST_CASE("readme: a file that is not there is refused, with the line of the quotation") {
  const std::string said = complaint("// loop/gone.cpp\nint a;\n");
  CHECK(said.find("README.md:4: ") == 0);
  CHECK(said.find("loop/gone.cpp") != std::string::npos);
}

TEST_CASE("readme: an empty block and one that never ends quote nothing") {
  CHECK(complaint("") == "");
  CHECK(complaint("// loop/a.cpp\n") == "");
  CHECK(complaint("int x;\n```\n\n```\n") == "");
}

TEST_CASE("readme: blocks are found with their language and their place") {
  const std::string text = "# Title\n\n```nc --style line\n> hello\n```\n\n```\nplain\n\n```\n";
  const std::vector<Block> blocks = blocks_of(text);
  REQUIRE(blocks.size() == 2);
  CHECK(blocks[0].language == "nc --style line");
  CHECK(blocks[0].first_line == 4);
  CHECK(blocks[0].lines == std::vector<std::string_view>{"> hello"});
  CHECK(blocks[1].language == "");
  CHECK(blocks[1].first_line == 8);
  CHECK(blocks[1].lines == std::vector<std::string_view>{"plain", ""});
}
