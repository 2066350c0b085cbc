// The files of the mini course. Its test program is a few lines that speak as
// lessons/support/main.cpp does, because that one takes seconds to compile.
#include <map>
#include <string>

#include "tests/e2e/mini_course.hpp"

namespace kit::test {
namespace {

const char* const top_meson = R"(project('mini', 'cpp', default_options: ['cpp_std=c++20'])
subdir('lessons')
)";

const char* const options = R"(option('tests', type: 'boolean', value: true)
option('lessons', type: 'boolean', value: false)
)";

const char* const lessons_meson = R"(common = static_library(
  'common',
  '../loop/numbers.cpp', '../loop/greeting.cpp', 'support/main.cpp',
  include_directories: include_directories('..'),
)
programs = {
  'test-01': '01-numbers/test.cpp',
  'museum-01': '01-numbers/museum/test.cpp',
  'test-02': '02-greeting/test.cpp',
  'server-01': 'support/server.cpp',
  'server-02': 'support/server.cpp',
}
foreach name, source : programs
  executable(
    name,
    source,
    include_directories: include_directories('..'),
    link_with: common,
    build_by_default: false,
  )
endforeach
)";

const char* const test_header = R"(#pragma once
#include <cstdio>
#include <cstdlib>
namespace kit {}
struct Test {
  Test(const char* called, void (*does)());
  const char* name;
  void (*body)();
};
using namespace kit;
void step(const char* sentence);
void check(bool holds, const char* words, const char* file, int line);
#define CHECK(words) check((words), #words, __FILE__, __LINE__)
#define TEST(function, name) \
  static void function();    \
  static Test test_##function(name, function);  \
  static void function()
)";

const char* const test_main = R"(#include <signal.h>
#include <unistd.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>
#include "lessons/support/test.hpp"

extern "C" const char* __asan_default_options() { return "exitcode=76"; }
extern "C" const char* __ubsan_default_options() { return "exitcode=76:halt_on_error=1"; }

static std::vector<Test>& tests() {
  static std::vector<Test> all;
  return all;
}
Test::Test(const char* called, void (*does)()) : name(called), body(does) {
  tests().push_back(*this);
}
static bool failed = false;
void step(const char* sentence) { std::fprintf(stderr, "step: %s\n", sentence); }
void check(bool holds, const char* words, const char* file, int line) {
  if (holds) return;
  failed = true;
  const char* const mine = std::strstr(file, "mine/lessons/");
  const char* const place = mine != nullptr ? mine : std::strstr(file, "lessons/");
  std::printf("at %s:%d\n  expected: %s\n", place, line, words);
  std::fflush(stdout);
}
static void on_alarm(int) {
  std::fputs("hung: it was here\nwaits: the test waits for nobody\n", stderr);
  ::_exit(78);
}
// Weak: the servers have a main of their own.
__attribute__((weak)) int main(int, char** argv) {
  const std::string word = argv[1];
  if (word == "--list-test-cases") {
    for (const Test& test : tests()) std::puts(test.name);
    return 0;
  }
  ::signal(SIGALRM, on_alarm);
  ::alarm(static_cast<unsigned>(std::atoi(std::getenv("KIT_TEST_PATIENCE"))));
  for (const Test& test : tests())
    if (word == std::string("--test-case=") + test.name) test.body();
  return failed ? 1 : 0;
}
)";

const char* const server = R"(// Sends back what it gets, one() times.
#include <arpa/inet.h>
#include <unistd.h>
#include <cstdio>
#include <cstring>
#include "loop/numbers.hpp"

int main(int argc, char** argv) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  ::bind(listener, reinterpret_cast<sockaddr*>(&address), length);
  ::listen(listener, 5);
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length);
  std::printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
  if (argc > 3) std::printf("%s\n", argv[3]);
  std::fflush(stdout);
  for (;;) {
    const int client = ::accept(listener, nullptr, nullptr);
    char room[4096];
    for (ssize_t count = 0; (count = ::read(client, room, sizeof room)) > 0;)
      for (int i = kit::one(); i > 0; --i)
        if (::write(client, room, static_cast<size_t>(count)) < 0) return 1;
    ::close(client);
  }
}
)";

const char* const numbers = R"(#include "loop/numbers.hpp"

#include <vector>

namespace kit {

int one() {
  // lesson 1.1: Give one.
  return 1;
  // end lesson 1.1
}

int twice(int number) {
  // lesson 1.2: Give the number two times.
  return number + number;
  // end lesson 1.2
}

}  // namespace kit
// The end of the file.
)";

const char* const greeting = R"(#include "loop/greeting.hpp"

#include "loop/numbers.hpp"

namespace kit {

std::string greeting(const std::string& name) {
  // lesson 2.1: Greet by name, as loudly as one() says.
  return "Hello, " + name + std::string(static_cast<std::size_t>(one()), '!');
  // end lesson 2.1
}

}  // namespace kit
)";

const char* const first_tests = R"(#include "lessons/support/test.hpp"
#include "loop/numbers.hpp"

TEST(a, "1.1: one is one") {
  step("one() is asked");
  CHECK(one() == 1);
}
TEST(b, "1.2: twice two is four") {
  step("twice() is given two");
CHECK(twice(2) == 4);
}
TEST(c, "1.2: twice three is six") { CHECK(twice(3) == 6); }
)";

const char* const second_tests = R"(#include "lessons/support/test.hpp"
#include "loop/greeting.hpp"

TEST(a, "2.1: Ada is greeted") { CHECK(greeting("Ada") == "Hello, Ada!"); }
)";

const char* const museum_test = R"(#include "lessons/support/test.hpp"
#include "loop/numbers.hpp"

TEST(a, "1.0: what was wrong with one") {
  // lesson 1.0: Check what the old program gets wrong.
  CHECK(one() == 1);
  // end lesson 1.0
}
)";

const char* const first_readme = R"(# 1. Numbers

**Goal:** count. **Time:** 10 minutes.

```nc
> hello
< hello
> (Ctrl-D)
< (end)
```

```nc museum
> hello
< hello
< hello
```

```cpp
// loop/numbers.cpp
int one() {
...
// The end of the file.
```
)";

const char* const second_readme = R"(# 2. Greetings

**Goal:** greet. **Time:** 55 minutes.

```nc
> hello
< hello
```

```cpp
// loop/greeting.cpp
#include "loop/numbers.hpp"
```
)";

std::string hints(const std::string& id) {
  return "## " + id + "\n\n1. A question about " + id + "?\n2. A pointer for " + id +
         ".\n3. Nearly " + id + ".\n\n";
}

}  // namespace

const std::map<std::string, std::string>& mini_course_files() {
  static const std::map<std::string, std::string> files{
      {"meson.build", top_meson},
      {"meson_options.txt", options},
      {"loop/numbers.hpp",
       "#pragma once\nnamespace kit {\nint one();\nint twice(int number);\n}\n"},
      {"loop/numbers.cpp", numbers},
      {"loop/greeting.hpp",
       "#pragma once\n#include <string>\nnamespace kit {\nstd::string greeting(const std::string& "
       "name);\n}\n"},
      {"loop/greeting.cpp", greeting},
      {"lessons/README.md",
       "| [01 Numbers](01-numbers/README.md) | 10 | |\n"
       "| [02 Greetings](02-greeting/README.md) | 55 | |\n"},
      {"lessons/meson.build", lessons_meson},
      {"lessons/support/test.hpp", test_header},
      {"lessons/support/main.cpp", test_main},
      {"lessons/support/server.cpp", server},
      {"lessons/01-numbers/README.md", first_readme},
      {"lessons/01-numbers/hints.md", hints("1.0") + hints("1.1") + hints("1.2")},
      {"lessons/01-numbers/test.cpp", first_tests},
      {"lessons/01-numbers/mutants/1.2-squares.cpp",
       "// It squares: that is the same for two, and for no other.\n"
       "// caught by: 1.2: twice three is six\n// saying: twice(3) == 6\n"
       "  return number * number;\n"},
      {"lessons/01-numbers/museum/test.cpp", museum_test},
      {"lessons/01-numbers/museum/1.1-counts-double.cpp",
       "// The old program counted everything twice.\n  return 2;\n"},
      {"lessons/02-greeting/README.md", second_readme},
      {"lessons/02-greeting/hints.md", hints("2.1")},
      {"lessons/02-greeting/test.cpp", second_tests},
      {"lessons/02-greeting/mutants/2.1-whispers.cpp",
       "// It does not call out.\n// caught by: 2.1: Ada is greeted\n// saying: Hello, Ada!\n"
       "  return \"Hello, \" + name;\n"},
  };
  return files;
}

}  // namespace kit::test
