// The authors' gate: green when all is right, and red for each thing that may be wrong.
#include <doctest/doctest.h>

#include <string>

#include "tests/e2e/mini_course.hpp"

namespace kit::test {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

const Ending fine{.status = 0, .signal = 0};
const Ending red{.status = 1, .signal = 0};

const MiniCourse::Path second = "lessons/02-greeting";

TEST_CASE("course: the gate is green for a course that is right, and leaves mine/ alone") {
  const MiniCourse course;
  course.kit({"start", "01"});
  course.write("1.1", "return 2;");  // the gate does not build what its reader has written
  const auto before = course.mine();
  const Outcome check = course.kit({"check"});
  CAPTURE(check.out);
  CHECK(check.ending == fine);
  CHECK(check.err == "");
  for (const std::string claim :
       {"01: the reference passes", "01: the starter fails where it should",
        "01: a test notices 1.2-squares", "01: the museum's test fails on the fault",
        "01: the museum's test passes on the reference", "01: the museum's starter asks for a test",
        "01: the museum has three hints", "01: the museum's nc sessions are true",
        "01: every exercise has three hints", "01: the map shows it",
        "01: the README quotes the library as it is", "01: the README's nc sessions are true",
        "02: the reference passes", "02: a test notices 2.1-whispers",
        "02: the README's nc sessions are true"}) {
    CAPTURE(claim);
    CHECK(has(check.out, "ok      " + claim + "\n"));
  }
  CHECK(check.out.ends_with(" passed, 0 failed\n"));
  CHECK((course.mine() == before));
}

TEST_CASE("course: the gate proves those claims that its author asks for") {
  const MiniCourse course;
  const Outcome check = course.kit({"check", "01", "--only", "notices 1.2"});
  CHECK(check.ending == fine);
  CHECK(check.out == "ok      01: a test notices 1.2-squares\n1 passed, 0 failed\n");
}

TEST_CASE("course: the gate is red when a test does not say which later exercises it needs") {
  const MiniCourse course;
  course.replace("lessons/01-numbers/test.cpp", "TEST(b,",
                 "TEST(e, \"1.1: one and twice\") { CHECK(twice(one()) == 2); }\nTEST(b,");
  Outcome check = course.kit({"check", "01", "--only", "the starter"});
  CHECK(check.ending == red);
  CHECK(has(check.out, "'1.1: one and twice' should begin with needs(\"1.2\"), or without it"));
  course.replace("lessons/01-numbers/test.cpp", "one and twice\") { ",
                 "one and twice\") { std::fputs(\"needs: 1.2\\n\", stderr); ");
  check = course.kit({"check", "01", "--only", "the starter"});
  CAPTURE(check.out);
  CHECK(check.ending == fine);
}

TEST_CASE("course: the gate is red for what is written wrong, each by its name and place") {
  const MiniCourse course;
  course.replace(second / "README.md", "#include \"loop/numbers.hpp\"", "#include <loop/numbers>");
  course.replace(second / "README.md", "< hello", "< hallo");
  course.replace(second / "hints.md", "3. ", "4. ");
  course.replace("lessons/README.md", "55", "50");
  course.put(second / "mutants/2.1-mute.cpp", "// It is mute.\n  return {};\n");
  const Outcome check = course.kit({"check", "02"});
  CAPTURE(check.out);
  CHECK(check.ending == red);
  CHECK(has(check.out, "ok      02: the reference passes\n"));
  CHECK(has(check.out,
            "FAILED  02: a test notices 2.1-mute\n"
            "lessons/02-greeting/mutants/2.1-mute.cpp: lacks a line '// caught by:"));
  CHECK(has(check.out,
            "FAILED  02: every exercise has three hints\n"
            "lessons/02-greeting/hints.md: exercise 2.1 should have three hints"));
  CHECK(has(check.out, "FAILED  02: the map shows it\n"));
  CHECK(has(check.out,
            "FAILED  02: the README quotes the library as it is\n"
            "lessons/02-greeting/README.md:11: this does not stand in "
            "loop/greeting.cpp:\n#include <loop/numbers>\n"));
  CHECK(has(check.out,
            "FAILED  02: the README's nc sessions are true\n"
            "lessons/02-greeting/README.md:7: this is not true:\n"
            "  expected: hallo\\n\n"));
  CHECK(check.out.ends_with(" passed, 5 failed\n"));
}

TEST_CASE("course: the gate is red when the assertion is gone that a mutant needs") {
  const MiniCourse course;
  course.replace(second / "test.cpp", "CHECK(greeting(\"Ada\") == \"Hello, Ada!\");",
                 "CHECK(greeting(\"Ada\").size() > 5);");
  const Outcome check = course.kit({"check", "02"});
  CAPTURE(check.out);
  CHECK(check.ending == red);
  CHECK(has(check.out, "ok      02: the starter fails where it should\n"));
  CHECK(has(check.out,
            "FAILED  02: a test notices 2.1-whispers\n'2.1: Ada is greeted' should fail "
            "and say 'Hello, Ada!'; it passes"));
  CHECK(check.out.ends_with(" passed, 1 failed\n"));
}

TEST_CASE("course: the gate is red for a mutant that is no mistake, or says so elsewhere") {
  const MiniCourse course;
  const MiniCourse::Path mutants = second / "mutants";
  const std::string words = "// caught by: 2.1: Ada is greeted\n// saying: ";
  course.put(mutants / "2.1-right.cpp",
             "// It is right.\n" + words + "Hello, Ada!\n  return \"Hello, \" + name + '!';\n");
  course.put(mutants / "2.1-other.cpp",
             "// Wrong, but not so.\n" + words + "heap-use-after-free\n  return name;\n");
  course.put(mutants / "2.1-lost.cpp",
             "// Nobody looks.\n// caught by: 2.1: Bob\n// saying: x\n  return name;\n");
  course.put(mutants / "2.1-broken.cpp", "// No C++.\n" + words + "x\n  return nmae;\n");
  course.put(mutants / "2.7-nowhere.cpp", "// For what?\n" + words + "x\n  return name;\n");
  const Outcome check = course.kit({"check", "02"});
  CAPTURE(check.out);
  CHECK(check.ending == red);
  CHECK(has(check.out, "FAILED  02: a test notices 2.1-right\n"));
  CHECK(has(check.out, "FAILED  02: a test notices 2.1-other\n"));
  CHECK(has(check.out, "should fail and say 'heap-use-after-free'; it says:\nat lessons/02-greet"));
  CHECK(has(check.out, "FAILED  02: a test notices 2.1-lost\nthere is no test '2.1: Bob'\n"));
  CHECK(has(check.out, "FAILED  02: a test notices 2.1-broken\nit does not compile:\n"));
  CHECK(has(check.out,
            "FAILED  02: a test notices 2.7-nowhere\n2.7-nowhere: there is no exercise "
            "2.7\n"));
  CHECK(has(check.out, "ok      02: a test notices 2.1-whispers\n"));
  CHECK(check.out.ends_with(" passed, 5 failed\n"));
}

TEST_CASE("course: the gate is red when the reference fails, or the starter does not") {
  const MiniCourse course;
  course.replace(second / "test.cpp", "TEST(a,",
                 "TEST(c, \"2.1: nothing\") { CHECK(1 == 1); }\n"
                 "TEST(a,");
  course.remove(second / "mutants");
  Outcome check = course.kit({"check", "02"});
  CHECK(check.ending == red);
  CHECK(has(check.out, "ok      02: the reference passes\n"));
  CHECK(has(check.out,
            "FAILED  02: the starter fails where it should\n"
            "'2.1: nothing' did not run into an exercise:\n"));
  CHECK(has(check.out,
            "FAILED  02: there are mutants\n"
            "lessons/02-greeting/mutants has none\n"));
  course.replace("loop/greeting.cpp", "Hello, ", "Hallo, ");
  course.replace("loop/greeting.cpp", "one()), '!');", "one()), '!')");
  check = course.kit({"check", "02"});
  CHECK(check.ending == red);
  CHECK(has(check.out, "FAILED  02: the reference passes\nit does not compile:\n"));
  CHECK(has(check.out, "ok      02: the map shows it\n"));
}

TEST_CASE(
    "course: the gate is red for an exercise without a test, and a test without an exercise") {
  const MiniCourse course;
  course.replace(second / "test.cpp", "2.1: Ada", "Ada");
  const Outcome check = course.kit({"check", "02"});
  CHECK(check.ending == red);
  CHECK(has(check.out,
            "FAILED  02: the reference passes\n"
            "'Ada is greeted' should begin with its exercise, as in '2.1: ...'\n"));
}

TEST_CASE("course: the gate is red for a museum whose test sees nothing, or which is not whole") {
  const MiniCourse course;
  course.replace("lessons/01-numbers/museum/test.cpp", "one() == 1", "one() > 0");
  course.replace("lessons/01-numbers/README.md", "< hello\n< hello\n", "< hello\n");
  course.replace("lessons/01-numbers/README.md", "> hello\n< hello\n```\n\n```cpp",
                 "> hello\n< holla\n```\n\n```cpp");
  Outcome check = course.kit({"check", "01"});
  CAPTURE(check.out);
  CHECK(check.ending == red);
  CHECK(has(check.out, "FAILED  01: the museum's test fails on the fault\nit passes\n"));
  CHECK(has(check.out, "FAILED  01: the museum's nc sessions are true\n"));
  CHECK(has(check.out, "ok      01: the README's nc sessions are true\n"));
  course.remove("lessons/01-numbers/museum/1.1-counts-double.cpp");
  check = course.kit({"check", "01"});
  CHECK(has(check.out,
            "FAILED  01: the museum is complete\n"
            "lessons/01-numbers/museum: has no fault to show\n"));
  CHECK(has(check.out, "ok      01: every exercise has three hints\n"));
}

}  // namespace
}  // namespace kit::test
