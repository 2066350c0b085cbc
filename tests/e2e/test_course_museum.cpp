// The museum: a fault to see, and a test to write that sees it.
#include <doctest/doctest.h>

#include <string>

#include "tests/e2e/echo_server.hpp"
#include "tests/e2e/mini_course.hpp"

namespace kit::test {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

const Ending fine{.status = 0, .signal = 0};
const Ending red{.status = 1, .signal = 0};
const std::string test_file = "mine/lessons/01-numbers/museum/test.cpp";

TEST_CASE("course: the museum's test: begun, not written, blind, and good") {
  const MiniCourse course;
  Outcome visit = course.kit({"museum", "01"});
  CHECK(visit.ending == fine);
  CHECK(has(visit.out, "Yours to write:  " + test_file + "\n"));
  CHECK(has(visit.out, "./kit museum 01 --run -- --port 8080\n"));
  CHECK(has(course.text(test_file), "not_written_yet(\"1.0\");"));
  CHECK_FALSE(has(course.text(test_file), "CHECK"));

  visit = course.kit({"museum", "01"});
  CHECK(visit.ending == red);
  CHECK(visit.out == "not written yet: 1.0\n\nStuck? ./kit hint 1.0\n");

  course.replace(test_file, "not_written_yet(\"1.0\");", "CHECK(one() > 0);");
  visit = course.kit({"museum", "01"});
  CHECK(visit.ending == red);
  CHECK(has(visit.out, "Your test passes with the fault, so it does not see it."));

  course.replace(test_file, "one() > 0", "one() == 3");
  visit = course.kit({"museum", "01"});
  CHECK(visit.ending == red);
  CHECK(has(visit.out, "With the fault your test fails, as it should:"));
  CHECK(has(visit.out, "it fails in the same way: it is not the fault that it sees.\n"));

  course.replace(test_file, "CHECK(one() == 3);", "CHECK(one() == 1); CHECK(one() != 1);");
  visit = course.kit({"museum", "01"});
  CHECK(visit.ending == red);
  CHECK(has(visit.out, "But it fails without the fault, on your code, too:"));
  CHECK(has(visit.out, "expected: one() != 1\n"));

  course.replace(test_file, " CHECK(one() != 1);", "");
  const auto before = course.mine();
  visit = course.kit({"museum", "01"});
  CHECK(visit.ending == fine);
  CHECK(has(visit.out, "1.0: what was wrong with one\n"));
  CHECK(has(visit.out, "at " + test_file + ":"));
  CHECK(has(visit.out, "expected: one() == 1\n"));
  CHECK(has(visit.out, "Without it, on your code, it passes. The mending was exercise 1.1.\n"));
  CHECK((course.mine() == before));
}

TEST_CASE("course: a museum's test that compares nothing is not enough") {
  const MiniCourse course;
  course.kit({"museum", "01"});
  // What lessons/support/main.cpp says of a test without an assertion.
  course.replace(test_file, "not_written_yet(\"1.0\");",
                 "std::fputs(\"nothing was asserted\\n\", stderr); if (one() == 2) std::abort();");
  const Outcome visit = course.kit({"museum", "01"});
  CHECK(visit.ending == red);
  CHECK(has(visit.out, "But it compares nothing"));
  CHECK(has(visit.out, "./kit hint 1.0\n"));
}

TEST_CASE("course: the museum is seen with the options that the README names") {
  const MiniCourse course;
  course.replace("lessons/01-numbers/README.md", "```nc museum",
                 "See it: `./kit museum 01 --run -- --port 8081 --twice`.\n\n```nc museum");
  CHECK(has(course.kit({"museum", "01"}).out,
            "See the fault:   ./kit museum 01 --run -- --port 8081 --twice\n"));
}

TEST_CASE("course: the museum's test on code that is not written yet says what is missing") {
  const MiniCourse course;
  course.kit({"museum", "01"});
  course.replace(test_file, "not_written_yet(\"1.0\");", "CHECK(one() == 1);");
  course.kit({"start", "01"});
  const Outcome visit = course.kit({"museum", "01"});
  CHECK(visit.ending == red);
  CHECK(has(visit.out, "With the fault your test fails, as it should:"));
  CHECK(has(visit.out, "your own 1.1 is not written yet: ./kit test 01\n"));
}

TEST_CASE("course: the museum's test that does not compile, with its place") {
  const MiniCourse course;
  course.kit({"museum", "01"});
  course.replace(test_file, "not_written_yet(\"1.0\");", "CHECK(two() == 1);");
  const auto before = course.mine();
  const Outcome visit = course.kit({"museum", "01"});
  CHECK(visit.ending == red);
  CHECK(has(visit.err, "it does not compile"));
  CHECK(has(visit.err, test_file + ":"));
  CHECK((course.mine() == before));
}

TEST_CASE("course: the museum's server has the fault, whatever the reader has written") {
  const MiniCourse course;
  course.kit({"start", "01"});
  course.write("1.1", "return 5;");
  course.write("1.2", "return 2 * number;");
  EchoServer server(course.command({"museum", "01", "--run", "--", "--port", "0"}));
  Client client = server.connect();
  client.send("hi ");
  CHECK(client.read(6) == "hi hi ");
  server.process().signal(SIGTERM);
  CHECK(server.process().wait() == Ending{.status = -1, .signal = SIGTERM});
}

TEST_CASE("course: a lesson without a museum names those that have one") {
  const MiniCourse course;
  course.check_refused({"museum", "02"}, {"lesson 02 has no museum; these have one: 01"});
  course.remove("lessons/01-numbers/museum");
  course.check_refused({"museum", "02"}, {"lesson 02 has no museum, and no other lesson has one"});
}

}  // namespace
}  // namespace kit::test
