// The course when something is wrong: clear words, and nothing of the reader's is lost.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "tests/e2e/mini_course.hpp"

namespace kit::test {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

const Ending fine{.status = 0, .signal = 0};
const Ending red{.status = 1, .signal = 0};
const std::string numbers = "mine/loop/numbers.cpp";

/// A course with lesson 1 begun, and these bytes in its file.
void begin(const MiniCourse& course, std::string_view bytes = {}) {
  REQUIRE(course.kit({"start", "01"}).ending == fine);
  if (!bytes.empty()) course.put(numbers, bytes);
}

void do_all(const MiniCourse& course) {
  course.write("1.1", "return 1;");
  course.write("1.2", "return 2 * number;");
}

TEST_CASE("course: an unknown lesson: the known ones are named") {
  const MiniCourse course;
  for (const char* const command :
       {"start", "test", "run", "watch", "hint", "diff", "reset", "museum", "check"}) {
    CAPTURE(command);
    course.check_refused({command, "7"}, {"there is no lesson '7'; there are: 01, 02"});
    course.check_refused({command, "x"}, {"there is no lesson 'x'; there are: 01, 02"});
  }
}

TEST_CASE("course: what is not begun is not tested") {
  const MiniCourse course;
  course.check_refused({"test", "01"}, {"you have not started lesson 01: ./kit start 01"});
  course.check_refused({"test", "01", "--only"}, {"./kit start 01"});
  CHECK_FALSE(course.has("mine"));
}

TEST_CASE("course: a second start changes nothing") {
  const MiniCourse course;
  begin(course, "my own\r\nlines, and no end");
  const auto before = course.mine();
  const Outcome again = course.kit({"start", "01"});
  CHECK(again.ending == fine);
  CHECK(has(again.out, "You have started already; nothing was changed."));
  CHECK(has(again.out, "./kit reset 01"));
  CHECK((course.mine() == before));
}

TEST_CASE("course: what does not compile: the compiler's first words, with the reader's file") {
  const MiniCourse course;
  begin(course);
  course.write("1.1", "return one_and_only;");
  course.write("1.2", "return also_unknown;");
  const auto before = course.mine();
  const Outcome test = course.kit({"test", "01"});
  CHECK(test.ending == red);
  CHECK(test.err == "");
  CHECK(has(test.out, "It does not compile. The first thing that the compiler says:\n\n"));
  CHECK(has(test.out, "mine/loop/numbers.cpp:10:10: error: "));
  CHECK(has(test.out, "one_and_only"));
  CHECK_FALSE(has(test.out, "ninja"));
  CHECK_FALSE(has(test.out, "-fsanitize"));
  const Outcome run = course.kit({"run", "01"});
  CHECK(run.ending == red);
  CHECK(has(run.err, "mine/loop/numbers.cpp:10:10: error: "));
  CHECK((course.mine() == before));
}

TEST_CASE("course: what does not link is told, too") {
  const MiniCourse course;
  begin(course);
  course.write("1.1", "extern int elsewhere(); return elsewhere();");
  const Outcome test = course.kit({"test", "01"});
  CHECK(test.ending == red);
  CHECK(has(test.out, "elsewhere"));
  CHECK_FALSE(has(test.out, "-fsanitize"));
}

TEST_CASE("course: a file that the reader deleted is missed, and start brings it back") {
  const MiniCourse course;
  begin(course);
  const std::string starter = course.text(numbers);
  course.remove(numbers);
  course.check_refused({"test", "01"}, {"mine/loop/numbers.cpp is gone", "./kit start 01"});
  CHECK(has(course.kit({"start", "01"}).out, "Yours to write: mine/loop/numbers.cpp\n"));
  CHECK(course.text(numbers) == starter);
}

TEST_CASE("course: a lesson with a file missing is built, and does not count as done") {
  const MiniCourse course;
  course.put("loop/more.cpp",
             "#include <vector>\nint three() {\n  // lesson 1.3: Give three.\n  return 3;\n"
             "  // end lesson 1.3\n}\n");
  begin(course);
  do_all(course);
  course.remove("mine/loop/more.cpp");
  const Outcome test = course.kit({"test", "01"});
  CHECK(has(test.out, "mine/loop/more.cpp is gone, so the library's own is built"));
  CHECK(has(test.out, "./kit start 01 brings the starter back."));
  CHECK(has(course.kit({"status"}).out, "0 of 2 lessons done."));
}

TEST_CASE("course: a passed lesson whose file is gone is still passed") {
  const MiniCourse course;
  begin(course);
  do_all(course);
  REQUIRE(course.kit({"test", "01"}).ending == fine);
  course.remove(numbers);
  CHECK(has(course.kit({"status"}).out, "1 of 2 lessons done."));
}

TEST_CASE("course: a file that stands in for nothing is refused by name") {
  const MiniCourse course;
  begin(course);
  course.put("mine/loop/nubmers.cpp", "int one();\n");
  course.check_refused({"test", "01"}, {"mine/loop/nubmers.cpp has the path of no file"});
  course.check_refused({"run", "01"}, {"move it out of mine/"});
}

TEST_CASE("course: what an editor leaves in mine/ is in nobody's way") {
  const MiniCourse course;
  begin(course);
  for (const char* const name : {".numbers.cpp.swp", "numbers.cpp~", "#numbers.cpp#", "notes.txt"})
    course.put(MiniCourse::Path("mine/loop") / name, "not C++\n");
  do_all(course);
  CHECK(course.kit({"test", "01"}).ending == fine);
}

TEST_CASE("course: a library that moved on says what changed, and the merge that it names merges") {
  const MiniCourse course;
  begin(course);
  do_all(course);
  course.replace("loop/numbers.cpp", "// The end of the file.", "// The end of the new file.");
  course.replace("loop/numbers.cpp", "return 1;", "return 2 - 1;");  // nobody's business
  const Outcome test = course.kit({"test", "01"});
  CHECK(test.ending == fine);
  CHECK(has(test.out, "The library's loop/numbers.cpp has changed since you started:\n"));
  CHECK(has(test.out, "-// The end of the file.\n    +// The end of the new file.\n"));
  CHECK_FALSE(has(test.out, "2 - 1"));
  std::string commands;
  for (const std::string word : {"git merge-file ", "mv "}) {
    const std::size_t at = test.out.find("    " + word);
    REQUIRE(at != std::string::npos);
    commands += test.out.substr(at, test.out.find('\n', at) - at) + " || exit 1\n";
  }
  const Outcome merge(
      {"/bin/sh", "-c", "cd \"$0\" || exit 1\n" + commands, course.root().string()});
  CHECK(merge.err == "");
  CHECK(merge.ending == fine);
  CHECK(has(course.text(numbers), "return 2 * number;"));
  CHECK(has(course.text(numbers), "// The end of the new file.\n"));
  const Outcome after = course.kit({"test", "01"});
  CHECK(after.ending == fine);
  CHECK_FALSE(has(after.out, "has changed"));
}

TEST_CASE("course: hints come one at a time, and the last one stays") {
  const MiniCourse course;
  const auto hint = [&](const std::string& what) { return course.kit({"hint", what}).out; };
  CHECK(hint("1.1") ==
        "Hint 1 of 3 for 1.1\n\nA question about 1.1?\n"
        "\nThe next one says more: ./kit hint 1.1\n");
  CHECK(has(hint("01.1"), "Hint 2 of 3 for 1.1\n\nA pointer for 1.1.\n"));
  CHECK(hint("1.1") == "Hint 3 of 3 for 1.1\n\nNearly 1.1.\n");
  CHECK(hint("1.1") == "Hint 3 of 3 for 1.1\n\nNearly 1.1.\n");
  CHECK(has(hint("1.2"), "Hint 1 of 3 for 1.2\n"));
  CHECK(has(hint("1.0"), "Hint 1 of 3 for 1.0\n"));  // the museum's
  // Without an exercise: the first that is not written.
  begin(course);
  course.write("1.1", "return 1;");
  CHECK(has(hint("1"), "Hint 2 of 3 for 1.2\n"));
}

TEST_CASE("course: hints after the lesson, and after a reset") {
  const MiniCourse course;
  course.kit({"start", "02"});
  for (int i = 0; i < 3; ++i) course.kit({"hint", "2.1"});
  course.write("2.1", "return \"Hello, \" + name + std::string(std::size_t(one()), '!');");
  CHECK(course.kit({"test", "02"}).ending == fine);
  CHECK(course.kit({"hint", "02"}).out ==
        "Lesson 02 is done. An exercise's hints all the same: ./kit hint 2.1\n");
  course.kit({"reset", "02"});
  CHECK(has(course.kit({"hint", "02"}).out, "Hint 1 of 3 for 2.1\n"));
}

TEST_CASE("course: an exercise that the lesson does not have") {
  const MiniCourse course;
  for (const std::string wrong : {"1.3", "1.", "1.x", "1.2x", "1.2.3", "1.-1", "01.99"}) {
    CAPTURE(wrong);
    course.check_refused({"hint", wrong}, {"lesson 01 has the exercises 1.1 to 1.2, not " + wrong});
  }
  course.check_refused({"hint", "2.0"}, {"lesson 02 has the exercise 2.1, not 2.0"});
}

TEST_CASE("course: the answer is shown after the lesson, or to who insists") {
  const MiniCourse course;
  course.check_refused({"diff", "01"}, {"lesson 01 is not done yet", "./kit diff 01 --spoil"});
  const Outcome nothing = course.kit({"diff", "01", "--spoil"});
  CHECK(nothing.ending == fine);
  CHECK(has(nothing.out, "mine/loop/numbers.cpp is not there; the library's loop/numbers.cpp"));
  begin(course);
  course.check_refused({"diff", "01"}, {"is not done yet"});
  const Outcome spoilt = course.kit({"diff", "01", "--spoil"});
  CHECK(spoilt.ending == fine);
  CHECK(has(spoilt.out, "+  return number + number;\n"));
  CHECK_FALSE(has(spoilt.out, "end lesson"));
}

TEST_CASE("course: reset keeps what there was, byte for byte, and says where") {
  const MiniCourse course;
  begin(course);
  const std::string starter = course.text(numbers);
  const std::string bytes("\xff\0 \r\nno line feed", 17);
  course.put(numbers, bytes);
  const Outcome reset = course.kit({"reset", "01"});
  CHECK(reset.ending == fine);
  CHECK(course.text(numbers) == starter);
  const std::string words = "What you had is in ";
  const std::size_t at = reset.out.find(words);
  REQUIRE(at != std::string::npos);
  const std::string folder =
      reset.out.substr(at + words.size(), reset.out.find('\n', at) - at - words.size());
  CHECK(course.text(MiniCourse::Path(folder) / "loop/numbers.cpp") == bytes);
  CHECK(has(reset.out, "Yours to write: mine/loop/numbers.cpp\n"));
  CHECK_FALSE(has(reset.out, "started already"));
}

TEST_CASE("course: words that the tool does not know") {
  const MiniCourse course;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{}, {"tset", "01"}, {"test"}, {"test", "01", "--onyl"}}) {
    const Outcome outcome = course.kit(words);
    CHECK(outcome.ending == Ending{.status = 2, .signal = 0});
    CHECK(outcome.out == "");
    CHECK(outcome.err != "");
  }
  const Outcome forgot = course.kit({"run", "01", "--port", "0"});
  CHECK(forgot.ending == Ending{.status = 2, .signal = 0});
  CHECK(has(forgot.err, "./kit run 01 -- --port 0"));
}

TEST_CASE("course: Ctrl-C ends the test that is running, too") {
  const MiniCourse course;
  begin(course);
  const std::string path = (course.root() / "life").string();
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const Fd life(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  course.replace(numbers, "namespace kit {",
                 "#include <fcntl.h>\n#include <signal.h>\n"
                 "#include <unistd.h>\nnamespace kit {");
  // It says that it lives, and goes on for longer than anybody waits here.
  course.write("1.1", "::signal(SIGALRM, SIG_IGN);\n  const int life = ::open(\"" + path +
                          "\", O_WRONLY);\n  const char byte = 'x';\n"
                          "  for (int i = 0; i < 90; ++i) {\n"
                          "    if (i == 0 && ::write(life, &byte, 1) != 1) return 1;\n"
                          "    ::sleep(1);\n  }\n  return 1;");
  Process kit(course.command({"test", "01"}));
  await_fd(life.get(), POLLIN, "the test to run");
  char byte = 0;
  REQUIRE(::read(life.get(), &byte, 1) == 1);
  kit.signal(SIGINT);
  CHECK(kit.wait() == Ending{.status = -1, .signal = SIGINT});
  await_fd(life.get(), POLLIN, "the test to end");
  CHECK(::read(life.get(), &byte, 1) == 0);
}

}  // namespace
}  // namespace kit::test
