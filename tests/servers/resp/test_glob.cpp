// Patterns. What is expected here is what redis-server 7.0.15 finds with KEYS.
#include "servers/resp/store/glob.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace kit::resp {
namespace {

struct Row {
  std::string pattern;
  std::vector<std::string> like;
  std::vector<std::string> unlike;
};

void check(const Row& row) {
  CAPTURE(row.pattern);
  for (const std::string& text : row.like) {
    CAPTURE(text);
    CHECK(glob_match(row.pattern, text));
  }
  for (const std::string& text : row.unlike) {
    CAPTURE(text);
    CHECK(!glob_match(row.pattern, text));
  }
}

TEST_CASE("glob: letters, question marks and stars") {
  check({"", {""}, {"a"}});
  check({"abc", {"abc"}, {"", "ab", "abcd", "Abc"}});
  check({"a?c", {"abc", "a?c", "a\nc"}, {"ac", "abbc"}});
  check({"*", {"", "a", "anything at all"}, {}});
  check({"a*", {"a", "ab"}, {"", "ba"}});
  check({"*a", {"a", "ba", "aaa"}, {"", "ab"}});
  check({"a*b*c", {"abc", "aXbYc", "abbcc", "abcbc"}, {"ab", "acb", "abcd"}});
  check({"**a**", {"a", "bab"}, {"b"}});
  check({"*ab", {"ab", "aab", "abab"}, {"aba"}});
}

TEST_CASE("glob: classes of bytes") {
  check({"[abc]", {"a", "b", "c"}, {"", "d", "ab"}});
  check({"[^abc]", {"d", "^"}, {"a", ""}});
  check({"[a-c]", {"a", "b", "c"}, {"d", "-"}});
  check({"[c-a]", {"a", "b", "c"}, {"d", "-"}});
  // Redis: a range to the bracket itself, and then there is none left that could end the class.
  check({"[a-]", {"a", "]", "^"}, {"-", "b"}});
  check({"[a-]]", {"a", "]", "^"}, {"-", "a]"}});
  check({"[]", {}, {"", "]"}});
  check({"[^]", {"a", "]"}, {""}});
  check({"[\\]]", {"]"}, {"\\"}});
  check({"x[ab]*y", {"xay", "xbbby"}, {"xcy", "xy"}});
}

TEST_CASE("glob: a bracket without an end goes on to the end") {
  check({"[ab", {"a", "b"}, {"[ab", "c"}});
  check({"[^ab", {"c"}, {"a"}});
  check({"a[", {}, {"a", "a["}});
}

TEST_CASE("glob: a backslash takes the meaning away; at the end it means itself") {
  check({"\\*", {"*"}, {"a", "\\*"}});
  check({"\\?\\[", {"?["}, {"a["}});
  check({"a\\bc", {"abc"}, {"a\\bc"}});
  check({"a\\", {"a\\"}, {"a"}});
}

TEST_CASE("glob: without regard to case, in ranges, too") {
  CHECK(glob_match("MaxMemory*", "maxmemory-policy", Case::insensitive));
  CHECK(glob_match("[A-C]x", "bX", Case::insensitive));
  CHECK(!glob_match("[A-C]x", "bX"));
  CHECK(!glob_match("\xc4", "\xe4", Case::insensitive));  // ASCII only
}

TEST_CASE("glob: zero bytes and line ends are bytes like others") {
  CHECK(glob_match(std::string("a\0*", 3), std::string("a\0b", 3)));
  CHECK(!glob_match("a", std::string("a\0", 2)));
}

TEST_CASE("glob: forty stars cost no more than size times size") {
  std::string pattern;
  for (int i = 0; i < 40; ++i) pattern += "a*";
  // A matcher that goes back to every star would not come to an end here.
  CHECK(!glob_match(pattern + "b", std::string(20'000, 'a')));
  CHECK(glob_match(pattern + "b", std::string(20'000, 'a') + "b"));
}

}  // namespace
}  // namespace kit::resp
