// Sessions of a README, played against the real servers: what is true passes, what is not is named
// with its line.
#include <doctest/doctest.h>

#include <string>

#include "tests/e2e/echo_server.hpp"
#include "tests/support/folder.hpp"
#include "tools/course/session.hpp"

namespace kit::test {
namespace {

/// What is wrong with a README of this block, whose first line is line 3; "" if nothing is.
std::string complaint(const std::string& lines, const std::string& options = "--style raw",
                      const std::string& program = "echo",
                      course::Server which = course::Server::right) {
  const Folder folder;
  course::write_file(folder / "README.md", "# Title\n```nc " + options + "\n" + lines + "```\n");
  try {
    course::replay_sessions(folder / "", "README.md", ancestor_program(program), which);
    return "";
  } catch (const course::CourseError& error) {
    return error.what();
  }
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

TEST_CASE("course: sessions: what is true is true, in several terminals") {
  CHECK(complaint("> hello\n< hello\n2> hi\n2< hi\n9> ho\n9< ho\n2< (nothing)\n> \n< \n") == "");
  CHECK(complaint("> hello\n< Echo: hello\\r\n> (Ctrl-D)\n< (end)\n", "--style line") == "");
  CHECK(complaint("< Welcome to Echo Server!\\r\n"
                  "< Commands: TIME, QUIT, or any text for echo\\r\n"
                  "> quit\n< Goodbye!\\r\n< (end)\n",
                  "--style protocol") == "");
}

TEST_CASE("course: sessions: bytes that do not print, and many of them") {
  CHECK(complaint("> a\\tb\\xff\\x00\\\\r\n< a\\tb\\xff\\x00\\\\r\n") == "");
  CHECK(complaint("> (100000 times x)\n< (100000 times x)\n> (3 times ab)\n< ababab\n") == "");
}

TEST_CASE("course: sessions: what the server prints, whole or as far as it is known") {
  CHECK(complaint("> hello\n< GOT:hello\nserver< Connection from 127.0.0.1:...\n> (Ctrl-D)\n"
                  "< (end)\nserver< Connection closed\nserver< Task done\n",
                  "", "yield_echo") == "");
  const std::string lie = complaint("> x\nserver< Somebody came\n", "", "yield_echo");
  CHECK(lie.starts_with("README.md:4: this is not true:\n"));
  CHECK(has(lie, "Connection from"));
}

TEST_CASE("course: sessions: a line that is not true is named, with both texts") {
  CHECK(complaint("> hello\n< hello\n> again\n< agane\n") ==
        "README.md:6: this is not true:\n"
        "  expected: agane\\n\n"
        "  came:     again\\n\n"
        "               ^ byte 4 differs; 6 bytes were expected, 6 came\n");
  CHECK(complaint("> a\n2> b\n2< a\n").starts_with("README.md:5: this is not true:\n"));
  CHECK(complaint("> a\n< a\n> (Ctrl-D)\n< a\n").starts_with("README.md:6: this is not true:\n"));
  CHECK(complaint("> a\n> (Ctrl-D)\n< (end)\n").starts_with("README.md:5: this is not true:\n"));
  CHECK(complaint("> a\r\n< a\n").starts_with("README.md:3: "));
}

TEST_CASE("course: sessions: lines that cannot be read") {
  const std::string words = "a session's lines begin with '> ', '< ', '2> ' and the like";
  for (const std::string line :
       {"hello", ">hello", "1> hello", "0< x", "10> x", "server> x", "", "2 > x", "client< x"}) {
    CAPTURE(line);
    CHECK(complaint("> a\n" + line + "\n") == "README.md:4: " + words);
  }
}

TEST_CASE("course: sessions: escapes that there are not") {
  for (const std::string text : {"a\\n", "\\q", "\\xg0", "\\x4", "\\x", "end\\"}) {
    CAPTURE(text);
    CHECK(complaint("> " + text + "\n") ==
          "README.md:3: an escape is one of \\r, \\t, \\xff and \\\\");
  }
}

TEST_CASE("course: sessions: the museum's are for the museum's server") {
  const std::string hello = "> hello\n< hello\n";
  CHECK(complaint(hello, "museum --style raw", "echo", course::Server::museum) == "");
  CHECK(has(complaint(hello, "museum --style raw"), "README.md has no such session with nc"));
  CHECK(has(complaint(hello, "--style raw", "echo", course::Server::museum),
            "README.md has no such session with nc"));
}

TEST_CASE("course: sessions: a server that does not start is asked why") {
  const std::string said = complaint("> hello\n< hello\n", "--style loud");
  CHECK(said.starts_with("README.md:2: the server did not say where it listens; it said:\n"));
  CHECK(has(said, "loud"));
}

}  // namespace
}  // namespace kit::test
