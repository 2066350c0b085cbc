// What a lesson takes out of a library file, and what it puts there.
#include "tools/course/regions.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tools/course/text.hpp"

using namespace kit::course;

namespace {

const std::string library =
    "#include <vector>\n"
    "int one() {\n"
    "  // lesson 1.1: Give one.\n"
    "  return 1;\n"
    "  // end lesson 1.1\n"
    "}\n"
    "int two() {\n"
    "    // lesson 2.1: Give two, slowly.\n"
    "    int result = 1;\n"
    "    return ++result;\n"
    "    // end lesson 2.1\n"
    "}\n";

/// What is wrong with it; empty if nothing is.
std::string complaint(const std::string& text) {
  try {
    (void)find_regions(text, "file.cpp");
    return "";
  } catch (const CourseError& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("regions: found with their sentences and places") {
  const std::vector<Region> regions = find_regions(library, "file.cpp");
  REQUIRE(regions.size() == 2);
  CHECK(regions[0].id == ExerciseId{1, 1});
  CHECK(regions[0].sentence == "Give one.");
  CHECK(regions[0].indent == "  ");
  CHECK(regions[0].begin_line == 2);
  CHECK(regions[0].end_line == 4);
  CHECK(regions[1].id.str() == "2.1");
  CHECK(regions[1].sentence == "Give two, slowly.");
}

TEST_CASE("regions: a file without any has none") {
  CHECK(find_regions("int main() {}\n", "file.cpp").empty());
  CHECK(find_regions("", "file.cpp").empty());
}

TEST_CASE("regions: what is wrong is said with the file and the line") {
  CHECK(complaint("// lesson 1.1: A.\n").find("file.cpp:1: this region has no end") == 0);
  CHECK(complaint("\n// end lesson 1.1\n").find("file.cpp:2: ends a region that is not open") == 0);
  CHECK(complaint("// lesson 1.1: A.\n// lesson 1.2: B.\n").find("file.cpp:2: a region inside") ==
        0);
  CHECK(complaint("// lesson 1.1: A.\n// end lesson 1.2\n").find("file.cpp:2: ends a region") == 0);
  for (const char* const line :
       {"// lesson 1.1\n", "// lesson 1: A.\n", "// lesson x.1: A.\n", "// lesson 1.1 A.\n",
        "// lesson 1.1: A long sentence that is\n", "// end lesson 1.1: A.\n"}) {
    CAPTURE(line);
    CHECK(complaint(line).find("file.cpp:1: should look like '// lesson 10.2: One sentence, ") ==
          0);
  }
}

TEST_CASE("regions: a starter lacks the lines of its lesson and of no other") {
  CHECK(make_starter(library, "file.cpp", 1) ==
        "#include \"lessons/support/not_written_yet.hpp\"\n"
        "#include <vector>\n"
        "int one() {\n"
        "  // TO"
        "DO 1.1: Give one.\n"
        "  not_written_yet(\"1.1\");\n"
        "}\n"
        "int two() {\n"
        "    // lesson 2.1: Give two, slowly.\n"
        "    int result = 1;\n"
        "    return ++result;\n"
        "    // end lesson 2.1\n"
        "}\n");
  const std::string second = make_starter(library, "file.cpp", 2);
  CHECK(second.find("  return 1;\n") != std::string::npos);
  CHECK(second.find("    not_written_yet(\"2.1\");\n") != std::string::npos);
  CHECK(second.find("++result") == std::string::npos);
}

TEST_CASE("regions: a starter of a file that includes nothing can be compiled, too") {
  CHECK(make_starter("#pragma once\n// lesson 1.1: X y.\nint x;\n// end lesson 1.1\n", "a.hpp", 1)
            .starts_with("#include \"lessons/support/not_written_yet.hpp\"\n#pragma once\n"));
}

TEST_CASE("regions: a file's own header stays in front, and alone") {
  const std::string region = "\n// lesson 1.1: X y.\nint x;\n// end lesson 1.1\n";
  const std::string include = "#include \"lessons/support/not_written_yet.hpp\"\n";
  CHECK(make_starter("#include \"a.hpp\"\n\n#include <vector>\n" + region, "a.cpp", 1)
            .starts_with("#include \"a.hpp\"\n\n" + include + "#include <vector>\n"));
  CHECK(make_starter("// A.\n#include \"a.hpp\"\n\n#include <vector>\n" + region, "a.cpp", 1)
            .starts_with("// A.\n#include \"a.hpp\"\n\n" + include + "#include <vector>\n"));
  CHECK(make_starter("#include <map>\n#include <vector>\n" + region, "a.hpp", 1)
            .starts_with(include + "#include <map>\n"));
}

TEST_CASE("regions: what a starter brought is no difference") {
  const std::string starter = make_starter(library, "file.cpp", 1);
  const std::string mine = without_scaffold(starter);
  CHECK(mine.find("TO"
                  "DO") == std::string::npos);
  CHECK(mine.find("#include \"lessons") == std::string::npos);
  CHECK(mine.find("#include <vector>\n") != std::string::npos);
  CHECK(mine.find("not_written_yet(\"1.1\")") != std::string::npos);
}

TEST_CASE("regions: exercises in a row") {
  CHECK(joined({}, " and ") == "");
  CHECK(joined({{1, 2}}, " and ") == "1.2");
  CHECK(joined({{1, 2}, {1, 3}, {1, 10}}, " and ") == "1.2, 1.3 and 1.10");
}

TEST_CASE("regions: another body for one of them") {
  const std::vector<Region> regions = find_regions(library, "file.cpp");
  const std::string mutant = with_body(library, regions[1], "    return 22;");
  CHECK(mutant.find(
            "    // lesson 2.1: Give two, slowly.\n    return 22;\n    // end lesson 2.1\n") !=
        std::string::npos);
  CHECK(mutant.find("++result") == std::string::npos);
  CHECK(mutant.find("return 1;") != std::string::npos);
}

TEST_CASE("regions: without the markers, a file is what its reader compares with") {
  CHECK(without_markers("a\n  // lesson 1.1: A.\nb\n  // end lesson 1.1\nc\n") == "a\nb\nc\n");
}
