// Bytes as a learner is shown them: lessons/support/bytes.
#include "lessons/support/bytes.hpp"

#include <doctest/doctest.h>

#include <string>

using kit::difference;
using kit::escaped;
using kit::visible;

TEST_CASE("bytes: what does not print is escaped as in a literal") {
  CHECK(escaped("a b~") == "a b~");
  CHECK(escaped("\r\n\t\\") == "\\r\\n\\t\\\\");
  CHECK(escaped(std::string_view("\0\x1b\x7f\xff", 4)) == "\\x00\\x1b\\x7f\\xff");
  CHECK(escaped("") == "");
}

TEST_CASE("bytes: what a terminal would obey is escaped, and nothing else") {
  CHECK(visible("[ab\r] == [\n\x1b]") == "[ab\\r] == [\\n\\x1b]");
  CHECK(visible("h\xc3\xb6ren \\r") == "h\xc3\xb6ren \\r");
}

TEST_CASE("bytes: the caret stands under the first difference") {
  CHECK(difference("hello", "hallo") ==
        "  expected: hello\n"
        "  came:     hallo\n"
        "             ^ byte 2 differs; 5 bytes were expected, 5 came\n");
  CHECK(difference("hello", "jello") ==
        "  expected: hello\n"
        "  came:     jello\n"
        "            ^ byte 1 differs; 5 bytes were expected, 5 came\n");
  CHECK(difference("hello", "hellO") ==
        "  expected: hello\n"
        "  came:     hellO\n"
        "                ^ byte 5 differs; 5 bytes were expected, 5 came\n");
}

TEST_CASE("bytes: what is escaped before the difference moves the caret along") {
  CHECK(difference("a\r\nb", "a\r\nc") ==
        "  expected: a\\r\\nb\n"
        "  came:     a\\r\\nc\n"
        "                 ^ byte 4 differs; 4 bytes were expected, 4 came\n");
}

TEST_CASE("bytes: too little, nothing, and too much") {
  CHECK(difference("hello", "hel") ==
        "  expected: hello\n"
        "  came:     hel\n"
        "               ^ here it ends; 5 bytes were expected, 3 came\n");
  CHECK(difference("hello", "") ==
        "  expected: hello\n"
        "  came:     \n"
        "            ^ nothing came; 5 bytes were expected, 0 came\n");
  CHECK(difference("", "hi") ==
        "  expected: \n"
        "  came:     hi\n"
        "            ^ this is too much; 0 bytes were expected, 2 came\n");
  CHECK(difference("hel", "hello") ==
        "  expected: hel\n"
        "  came:     hello\n"
        "               ^ this is too much; 3 bytes were expected, 5 came\n");
}

TEST_CASE("bytes: of long texts the part around the difference is shown") {
  std::string expected(1'000'000, 'x');
  std::string came = expected;
  came[500'000] = 'y';
  const std::string said = difference(expected, came);
  const std::string before(24, 'x');
  const std::string after(39, 'x');
  CHECK(said == "  expected: ..." + before + "x" + after + "...\n  came:     ..." + before + "y" +
                    after + "...\n" + std::string(12 + 3 + 24, ' ') +
                    "^ byte 500001 differs; 1000000 bytes were expected, 1000000 came\n");
}

TEST_CASE("bytes: of a long text that ends too early the end is shown") {
  const std::string expected(1000, 'x');
  const std::string said = difference(expected, expected.substr(0, 900));
  const std::string before(24, 'x');
  CHECK(said == "  expected: ..." + before + std::string(40, 'x') + "...\n  came:     ..." +
                    before + "\n" + std::string(12 + 3 + 24, ' ') +
                    "^ here it ends; 1000 bytes were expected, 900 came\n");
}
