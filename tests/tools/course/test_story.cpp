// A red test as a story: what a reader is shown of it.
#include "tools/course/story.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <utility>

#include "tests/tools/course/little_course.hpp"
#include "tests/tools/course/sanitizer_reports.hpp"

using namespace kit::course;

namespace {

std::string story_of(Outcome outcome, const std::string& output) {
  TestResult red;
  red.name = "1.2: close";
  red.outcome = outcome;
  red.output = output;
  return tell(red);
}

const std::string own_frames =
    "    at mine/loop/os/fd.cpp:25, in kit::Fd::close\n"
    "    at loop/serve.cpp:7, in kit::serve\n"
    "    at lessons/01-one-client/test.cpp:81, in the test\n";

const std::string crash_begins = "1.2: close\n\n  Then it crashed:\n";

}  // namespace

TEST_CASE("story: the steps, then what was expected and what came") {
  TestResult red;
  red.name = "1.1: release";
  red.outcome = Outcome::failed;
  red.steps = {"Alice sends a line", "Bob leaves"};
  red.output = "at lessons/01-x/test.cpp:7\n  expected: a == b\n  came:     1 == 2\n";
  CHECK(tell(red) ==
        "1.1: release\n"
        "\n"
        "  The test, step by step:\n"
        "    1. Alice sends a line\n"
        "    2. Bob leaves\n"
        "\n"
        "  at lessons/01-x/test.cpp:7\n"
        "    expected: a == b\n"
        "    came:     1 == 2\n");
}

TEST_CASE("story: the step in which it failed is marked, if it went on") {
  TestResult red;
  red.name = "1.1: release";
  red.outcome = Outcome::failed;
  red.steps = {"Alice sends", "Bob leaves", "Carol comes"};
  red.failed_in = 2;
  CHECK(has(tell(red),
            "    1. Alice sends\n    2. Bob leaves   <- it failed here\n    3. Carol comes\n"));
  red.failed_in = 3;
  CHECK_FALSE(has(tell(red), "<-"));
  red.failed_in = 0;
  CHECK_FALSE(has(tell(red), "<-"));
}

TEST_CASE("story: of a long output the beginning") {
  std::string output;
  for (int i = 1; i <= 100; ++i) output += "line " + std::to_string(i) + "\n";
  const std::string story = story_of(Outcome::failed, output);
  CHECK(has(story, "  line 30\n"));
  CHECK_FALSE(has(story, "line 31"));
}

TEST_CASE("story: use after free: where it was used, freed and made, in our files only") {
  for (const Compiler& by : {gcc, clang}) {
    CAPTURE(by.name);
    CHECK(story_of(Outcome::crashed, use_after_free(by)) ==
          crash_begins + "  heap-use-after-free\n" + own_frames + "  freed:\n" + own_frames +
              "  previously allocated:\n" + own_frames);
  }
}

TEST_CASE("story: an overflow: where, and whose memory") {
  for (const Compiler& by : {gcc, clang}) {
    CAPTURE(by.name);
    CHECK(story_of(Outcome::crashed, overflow(by)) ==
          crash_begins + "  heap-buffer-overflow\n" + own_frames + "  allocated:\n" + own_frames);
  }
}

TEST_CASE("story: undefined behaviour: what, and where") {
  for (const Compiler& by : {gcc, clang}) {
    CAPTURE(by.name);
    CHECK(story_of(Outcome::crashed, undefined(by)) ==
          crash_begins +
              "  runtime error: signed integer overflow: 2 + 2147483647 cannot be represented in "
              "type 'int'\n" +
              own_frames);
  }
}

TEST_CASE("story: a leak: how much, and where it was made") {
  for (const Compiler& by : {gcc, clang}) {
    CAPTURE(by.name);
    CHECK(story_of(Outcome::crashed, leak(by)) ==
          "1.2: close\n\n  It ended, and left memory behind:\n"
          "  7 byte(s) in 1 object(s) allocated:\n" +
              own_frames);
  }
}

TEST_CASE("story: a second free and a null pointer, without addresses") {
  for (const Compiler& by : {gcc, clang}) {
    CAPTURE(by.name);
    CHECK(story_of(Outcome::crashed, double_free(by)) ==
          crash_begins + "  attempting double-free\n" + own_frames + "  freed:\n" + own_frames);
    CHECK(story_of(Outcome::crashed, null_pointer(by)) ==
          crash_begins + "  SEGV on unknown address\n" + own_frames);
  }
}

TEST_CASE("story: an abort is told in the words of the program") {
  CHECK(story_of(Outcome::crashed,
                 "terminate called after throwing an instance of 'std::out_of_range'\n"
                 "  what():  basic_string::at\n") ==
        crash_begins +
            "  terminate called after throwing an instance of 'std::out_of_range'\n"
            "    what():  basic_string::at\n");
}

TEST_CASE("story: what failed before a crash or a hang is told first") {
  const std::string failed = "at lessons/01-x/test.cpp:7\n  expected: ok\n  came:     false\n";
  const std::string told =
      "\n  at lessons/01-x/test.cpp:7\n    expected: ok\n    came:     false\n";
  for (const Compiler& by : {gcc, clang}) {
    CAPTURE(by.name);
    for (const std::string& report : {use_after_free(by), undefined(by)}) {
      const std::string story = story_of(Outcome::crashed, failed + report);
      CHECK(story.starts_with("1.2: close\n" + told + "\n  Then it crashed:\n  "));
      CHECK_FALSE(has(story, "  ===="));
    }
    CHECK(
        has(story_of(Outcome::crashed, failed + leak(by)), told + "\n  It ended, and left memory"));
    CHECK(has(story_of(Outcome::hung, failed + "hung: it was here\n" + stack(by, "")),
              told + "\n  Then it did not go on"));
  }
  CHECK(has(story_of(Outcome::hung, failed + "waits: task 'bob' sleeps\n"),
            told + "\n  Then it did not go on"));
}

TEST_CASE("story: an assertion of the standard library is told without its templates") {
  const std::string said =
      "/usr/include/c++/12/bits/stl_vector.h:1123: std::vector<_Tp, _Alloc>::reference "
      "std::vector<_Tp, _Alloc>::operator[](size_type) [with _Tp = int]: Assertion '__n < "
      "this->size()' failed.\n";
  CHECK(story_of(Outcome::crashed, said + use_after_free(gcc))
            .starts_with("1.2: close\n\n  Assertion '__n < this->size()' failed.\n"));
}

TEST_CASE("story: a crash without a word says at least that") {
  CHECK(story_of(Outcome::crashed, "") == crash_begins + "  It said nothing.\n");
}

TEST_CASE("story: of a deep stack the first frames") {
  std::string deep = "==1==ERROR: AddressSanitizer: stack-overflow on address 0x1 (pc 0x2)\n";
  for (int i = 0; i < 200; ++i)
    deep += "    #" + std::to_string(i) + " 0xab in kit::again(int) mine/loop/a.cpp:3\n";
  CHECK(story_of(Outcome::crashed, deep) == crash_begins + "  stack-overflow\n" +
                                                "    at mine/loop/a.cpp:3, in kit::again\n" +
                                                "    at mine/loop/a.cpp:3, in kit::again\n" +
                                                "    at mine/loop/a.cpp:3, in kit::again\n" +
                                                "    at mine/loop/a.cpp:3, in kit::again\n");
}

TEST_CASE("story: a function's name is whole, and its arguments are left out") {
  for (const auto& [function, name] : std::initializer_list<std::pair<std::string, std::string>>{
           {"kit::Call::operator()(int) const", "kit::Call::operator()"},
           {"kit::(anonymous namespace)::serve(kit::Fd const&)",
            "kit::(anonymous namespace)::serve"},
           {"kit::serve(kit::serve(int)::Frame*) [clone .actor]", "kit::serve"},
           {"void kit::each<int (*)(int)>(int (*)(int))", "void kit::each<int (*)(int)>"},
           {"main", "main"}}) {
    CAPTURE(function);
    CHECK(
        has(story_of(Outcome::crashed,
                     "==1==ERROR: AddressSanitizer: SEGV on unknown address 0x0\n    #0 0xab in " +
                         function + " mine/loop/a.cpp:3\n"),
            "    at mine/loop/a.cpp:3, in " + name + "\n"));
  }
}

TEST_CASE("story: a hang: where it was, and who waits for what") {
  for (const Compiler& by : {gcc, clang}) {
    CAPTURE(by.name);
    CHECK(story_of(Outcome::hung, "hung: it was here\n" + stack(by, "") +
                                      "waits: task 'alice' waits for recv on 7\n"
                                      "waits: task 'bob' sleeps\n") ==
          "1.2: close\n\n  Then it did not go on, and was cut after some seconds. It was\n" +
              own_frames +
              "  Who waits for what:\n"
              "    task 'alice' waits for recv on 7\n"
              "    task 'bob' sleeps\n");
  }
}

TEST_CASE("story: a hang in a place without a name promises none") {
  const std::string story = story_of(Outcome::hung, "");
  CHECK(has(story, "Then it did not go on, and was cut after some seconds.\n"));
  CHECK_FALSE(has(story, "It was"));
}
