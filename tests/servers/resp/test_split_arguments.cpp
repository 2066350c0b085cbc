// What redis-server 7.0.15 made of each of these lines.
#include "servers/resp/protocol/split_arguments.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace kit::resp {
namespace {

using namespace std::string_literals;

/// "<a><b c>"; "unbalanced".
std::string split(std::string_view line) {
  std::string storage;
  std::vector<std::string_view> arguments;
  if (!split_arguments(line, storage, arguments)) return "unbalanced";
  std::string text;
  for (const std::string_view argument : arguments) ((text += '<') += argument) += '>';
  return text;
}

TEST_CASE("split arguments: at white space") {
  CHECK(split("") == "");
  CHECK(split(" \t\r\v\f ") == "");
  CHECK(split("PING") == "<PING>");
  CHECK(split("  ECHO   a  ") == "<ECHO><a>");
  CHECK(split("ECHO\ta\rb\nc") == "<ECHO><a><b><c>");
  CHECK(split("ECHO \xff\xa0"
              "a") ==
        "<ECHO><\xff\xa0"
        "a>");
}

TEST_CASE("split arguments: vertical tab and form feed are skipped before a word, not inside") {
  CHECK(split("\vECHO\f \va\v") == "<ECHO\f><a\v>");
  CHECK(split("ECHO \"a\"\v") == "<ECHO><a>");
}

TEST_CASE("split arguments: in double quotes a backslash escapes") {
  CHECK(split(R"(ECHO "a\x41\n\r\t\b\a\q\"\\")") == "<ECHO><aA\n\r\t\b\aq\"\\>");
  CHECK(split(R"("\xfF\x00")") == "<\xff\0>"s);
  CHECK(split(R"("\x4")") == "<x4>");
  CHECK(split(R"("\x4g")") == "<x4g>");
  CHECK(split(R"("\xg4")") == "<xg4>");
  CHECK(split(R"("\XFF")") == "<XFF>");
  CHECK(split(R"("it's")") == "<it's>");
  CHECK(split("\"a\rb\"") == "<a\rb>");
}

TEST_CASE("split arguments: every byte can be written as \\xHH, in letters of either size") {
  for (int byte = 0; byte < 256; ++byte) {
    for (const std::string_view digits : {"0123456789abcdef", "0123456789ABCDEF"}) {
      std::string line = "\"\\x";
      line += digits[static_cast<std::size_t>(byte / 16)];
      line += digits[static_cast<std::size_t>(byte % 16)];
      CHECK(split(line + '"') == std::string("<") + static_cast<char>(byte) + ">");
    }
  }
  for (const std::string_view none : {"\\x/0", "\\x:0", "\\x@0", "\\xG0", "\\x`0", "\\xg0"})
    CHECK(split("\"" + std::string(none) + "\"") == "<" + std::string(none.substr(1)) + ">");
}

TEST_CASE("split arguments: in single quotes only a single quote is escaped") {
  CHECK(split(R"(ECHO 'a\'b\n"')") == R"(<ECHO><a'b\n">)");
  CHECK(split(R"('a\\b')") == R"(<a\\b>)");
  CHECK(split(R"('a\x41')") == R"(<a\x41>)");
}

TEST_CASE("split arguments: outside quotes a backslash is one") {
  CHECK(split(R"(\x41)") == R"(<\x41>)");
  CHECK(split(R"(a\"b")") == R"(<a\b>)");
}

TEST_CASE("split arguments: nothing in quotes is an argument") {
  CHECK(split(R"("" '')") == "<><>");
}

TEST_CASE("split arguments: a quote opens in the middle of a word, and its end ends the word") {
  CHECK(split(R"(a"b")") == "<ab>");
  CHECK(split("a'b c' d") == "<ab c><d>");
  CHECK(split("\"a\"\n'b'\tc") == "<a><b><c>");
}

TEST_CASE("split arguments: a quote that has no end, and one with something behind it") {
  for (const std::string_view line :
       {"\"", "'", "\"a", "'a", "a\"b", "\"a\\", "'a\\", "\"a\\\"", "'a\\'", "'\\\\'", "\"a\"b",
        "'a'b", "a\"b\"c", "\"a\"\"b\"", "\"a\"'b'", "\"a\"\xa0"}) {
    CAPTURE(line);
    CHECK(split(line) == "unbalanced");
  }
}

TEST_CASE("split arguments: the first of many long ones stays what it was") {
  const std::string word(100, 'w');
  std::string line;
  std::string expected;
  for (int i = 0; i < 100; ++i) {
    line += word + ' ';
    expected += '<' + word + '>';
  }
  CHECK(split(line) == expected);
}

TEST_CASE("split arguments: what a line before left is not in the next one's") {
  std::string storage;
  std::vector<std::string_view> arguments;
  CHECK_FALSE(split_arguments("a b \"c", storage, arguments));
  CHECK(split_arguments("d", storage, arguments));
  CHECK(arguments == std::vector<std::string_view>{"d"});
  CHECK(storage == "d");
}

}  // namespace
}  // namespace kit::resp
