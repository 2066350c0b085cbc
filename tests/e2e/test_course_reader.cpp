// The course as its reader meets it: from the first red run to the last green one.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/e2e/echo_server.hpp"
#include "tests/e2e/mini_course.hpp"

namespace kit::test {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

const Ending fine{.status = 0, .signal = 0};
const Ending red{.status = 1, .signal = 0};

TEST_CASE("course: from the start of a lesson to the end of the course") {
  const MiniCourse course;
  CHECK(course.kit({"lessons"}).out ==
        "  01  Numbers                                   10 minutes          <- next\n"
        "  02  Greetings                                 55 minutes          \n"
        "\n  2 hours in all. Begin or go on with: ./kit start NN\n");
  CHECK(course.kit({"status"}).out ==
        "0 of 2 lessons done.\nNext: 01, Numbers (10 minutes). ./kit start 01\n");

  const Outcome start = course.kit({"start", "1"});
  CHECK(start.ending == fine);
  CHECK(has(start.out, "Read lessons/01-numbers/README.md first.\n"));
  CHECK(has(start.out, "Yours to write: mine/loop/numbers.cpp\n"));
  CHECK(has(start.out, "Then: ./kit test 01\n"));
  CHECK(has(course.kit({"status"}).out, "./kit test 01\n"));
  CHECK(has(course.kit({"lessons"}).out, "10 minutes  started <- next\n"));

  Outcome test = course.kit({"test", "01"});
  CHECK(test.ending == red);
  CHECK(test.err == "");
  CHECK(test.out ==
        "  1.1  not written yet: Give one.\n"
        "  1.2  not written yet: Give the number two times.\n"
        "\nRed is right here: nothing is written yet, and the tests have noticed. Begin with 1.1.\n"
        "\nStuck? ./kit hint 1.1\n");

  course.write("1.1", "return 1;");
  test = course.kit({"test", "01"});
  CHECK(test.ending == red);
  CHECK(has(test.out, "  1.1  done: 1 test passes\n  1.2  not written yet"));
  CHECK_FALSE(has(test.out, "Red is right"));
  CHECK(has(test.out, "./kit hint 1.2"));

  course.write("1.2", "return 2 * number;");
  test = course.kit({"test", "01"});
  CHECK(test.ending == fine);
  CHECK(has(test.out, "All done. Compare with the library: ./kit diff 01\n"));
  CHECK(has(course.kit({"lessons"}).out, "10 minutes  done    \n"));
  CHECK(has(course.kit({"lessons"}).out, "55 minutes          <- next\n"));
  CHECK(course.kit({"status"}).out ==
        "1 of 2 lessons done.\nNext: 02, Greetings (55 minutes). ./kit start 02\n");
  const Outcome diff = course.kit({"diff", "01"});
  CHECK(diff.ending == fine);
  CHECK(has(diff.out, "--- yours: mine/loop/numbers.cpp\n+++ the library: loop/numbers.cpp\n"));
  CHECK(has(diff.out, "-  return 2 * number;\n"));
  CHECK(has(diff.out, "+  return number + number;\n"));
}

TEST_CASE("course: a wrong answer is told as a story with its likely cause") {
  const MiniCourse course;
  course.kit({"start", "01"});
  course.write("1.1", "return 1;");
  course.write("1.2", "return number * number;");
  const Outcome test = course.kit({"test", "01"});
  CHECK(test.ending == red);
  CHECK(test.out ==
        "1.2: twice three is six\n"
        "\n"
        "  at lessons/01-numbers/test.cpp:12\n"
        "    expected: twice(3) == 6\n"
        "\n"
        "  A likely cause:\n"
        "    - It squares: that is the same for two, and for no other.\n"
        "\n"
        "  1.1  done: 1 test passes\n"
        "  1.2  1 of 2 tests pass\n"
        "\n"
        "Stuck? ./kit hint 1.2\n");
}

TEST_CASE("course: a crash names the reader's file and line, and the steps before it") {
  const MiniCourse course;
  course.kit({"start", "01"});
  course.write("1.1", "return std::vector<int>(1).data()[number_of_things];");
  course.replace("mine/loop/numbers.cpp", "int one()",
                 "static int number_of_things = 7;\nint one()");
  const Outcome test = course.kit({"test", "01"});
  CHECK(test.ending == red);
  CHECK(has(test.out, "1.1: one is one\n\n  The test, step by step:\n    1. one() is asked\n"));
  CHECK(has(test.out, "Then it crashed:\n  heap-"));
  CHECK(has(test.out, "    at mine/loop/numbers.cpp:11, in kit::one\n"));
}

TEST_CASE("course: a hang is cut, and says who waits") {
  const MiniCourse course;
  course.kit({"start", "01"});
  course.write("1.1", "for (volatile int i = 0;; ) i = 1;");
  course.write("1.2", "return 2 * number;");
  const Outcome test = course.kit({"test", "01"});
  CHECK(test.ending == red);
  CHECK(has(test.out, "Then it did not go on, and was cut after some seconds."));
  CHECK(has(test.out, "  Who waits for what:\n    the test waits for nobody\n"));
  CHECK(has(test.out, "  1.1  0 of 1 test pass\n  1.2  done: 2 tests pass\n"));
}

TEST_CASE("course: --only and --reference find out whose fault it is") {
  const MiniCourse course;
  course.kit({"start", "01"});
  course.write("1.1", "return 2;");
  course.kit({"start", "02"});
  course.write("2.1", "return \"Hello, \" + name + std::string(std::size_t(one()), '!');");
  const Outcome mine = course.kit({"test", "02"});
  CHECK(mine.ending == red);
  CHECK(has(mine.out, "greeting(\"Ada\") == \"Hello, Ada!\""));
  CHECK(course.kit({"test", "02", "--only"}).ending == fine);
  CHECK(has(course.kit({"status"}).out, "1 of 2 lessons done."));
  const auto before = course.mine();
  const Outcome reference = course.kit({"test", "01", "--reference"});
  CHECK(reference.ending == fine);
  CHECK((course.mine() == before));  // the library's success is not the reader's
}

TEST_CASE("course: a lesson that stands on one half done says which") {
  const MiniCourse course;
  course.kit({"start", "01"});
  course.kit({"start", "02"});
  course.write("2.1", "return \"Hello, \" + name + std::string(std::size_t(one()), '!');");
  const Outcome test = course.kit({"test", "02"});
  CHECK(test.ending == red);
  CHECK(has(test.out, "  2.1  written; its tests need 1.1\n"));
  CHECK(has(test.out, "1.1 belongs to lesson 1"));
  CHECK(has(test.out, "./kit test 02 --only\n"));
}

TEST_CASE("course: run becomes the lesson's server, on the reader's files") {
  const MiniCourse course;
  course.kit({"start", "01"});
  course.write("1.1", "return 3;");
  EchoServer server(course.command({"run", "01", "--", "--port", "0"}));
  Client client = server.connect();
  client.send("hi ");
  CHECK(client.read(9) == "hi hi hi ");
  server.process().signal(SIGTERM);
  CHECK(server.process().wait() == Ending{.status = -1, .signal = SIGTERM});
}

TEST_CASE("course: run says what is not written yet, and runs on the library's files") {
  const MiniCourse course;
  course.kit({"start", "01"});
  {
    EchoServer server(course.command({"run", "01", "--", "--port", "0"}));
    CHECK(server.process().err_line().value_or("") ==
          "kit: not written yet: 1.1 and 1.2. The server ends where it comes to that; on the "
          "library's files it goes on: ./kit run 01 --reference");
    server.process().signal(SIGTERM);
    CHECK(server.process().wait() == Ending{.status = -1, .signal = SIGTERM});
  }
  EchoServer server(course.command({"run", "01", "--reference", "--", "--port", "0"}));
  Client client = server.connect();
  client.send("hi ");
  CHECK(client.read(3) == "hi ");
  server.process().signal(SIGTERM);
  CHECK(server.process().wait() == Ending{.status = -1, .signal = SIGTERM});
}

TEST_CASE("course: a diff shows what the reader wrote, and not what the starter brought") {
  const MiniCourse course;
  course.kit({"start", "01"});
  course.write("1.1", "return 1;");
  course.write("1.2", "return number + number;");
  CHECK(course.kit({"test", "01"}).ending == fine);
  CHECK(course.kit({"diff", "01"}).out == "loop/numbers.cpp: no difference\n");
}

TEST_CASE("course: watch tests again when a file is saved") {
  const MiniCourse course;
  Process watch(course.command({"watch", "01"}));  // starts the lesson, too
  const auto next_verdict = [&] {
    std::string text;
    for (std::string line; !has(line, "Watching mine/; Ctrl-C ends this.");) {
      line = watch.out_line().value_or("Watching mine/; Ctrl-C ends this. (it has ended)");
      text += line + "\n";
    }
    return text;
  };
  CHECK(has(next_verdict(), "Red is right here"));
  course.write("1.1", "return 2;");
  const std::string wrong = next_verdict();
  CHECK(has(wrong, "\x1b[2J"));  // the screen is cleared
  CHECK(has(wrong, "1.1: one is one\n"));
  course.replace("mine/loop/numbers.cpp", "return 2;", "return");
  CHECK(has(next_verdict(), "It does not compile."));
  // A file that cannot be tested does not end it.
  course.put("mine/loop/typo.cpp", "int x;\n");
  CHECK(has(next_verdict(), "mine/loop/typo.cpp has the path of no file of the library"));
  course.remove("mine/loop/typo.cpp");
  course.replace("mine/loop/numbers.cpp", "return", "return 1;");
  course.write("1.2", "return 2 * number;");
  while (!has(next_verdict(), "All done.")) continue;
  watch.signal(SIGINT);
  CHECK(watch.wait() == Ending{.status = -1, .signal = SIGINT});
}

}  // namespace
}  // namespace kit::test
