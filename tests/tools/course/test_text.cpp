// Text in lines, for a terminal.
#include "tools/course/text.hpp"

#include <doctest/doctest.h>

#include <string>

using kit::course::wrapped;

TEST_CASE("text: words go to a new line before the 80th column is passed") {
  const std::string forty(40, 'a');
  CHECK(wrapped("one two", "  - ") == "  - one two\n");
  CHECK(wrapped(forty + " " + std::string(35, 'b'), "  - ") ==
        "  - " + forty + " " + std::string(35, 'b') + "\n");
  CHECK(wrapped(forty + " " + std::string(36, 'b') + " c", "  - ") ==
        "  - " + forty + "\n    " + std::string(36, 'b') + " c\n");
}

TEST_CASE("text: a word longer than a line stays whole, and nothing is lost") {
  const std::string endless(100, 'x');
  CHECK(wrapped(endless + " y", "- ") == "- " + endless + "\n  y\n");
  CHECK(wrapped("a\n b\tc ", "") == "a b c\n");
  CHECK(wrapped("", "- ") == "- \n");
}
