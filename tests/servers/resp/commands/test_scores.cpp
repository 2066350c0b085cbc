// How scores and the ends of ranges are read.
#include "servers/resp/commands/scores.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

namespace kit::resp {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST_CASE("scores: whatever strtod() reads to the end") {
  CHECK(parse_score("0") == 0.0);
  CHECK(parse_score("-12") == -12.0);
  CHECK(parse_score("+5") == 5.0);
  CHECK(parse_score("007") == 7.0);
  CHECK(parse_score("999999999999999") == 999999999999999.0);
  CHECK(parse_score("9007199254740993") == 9007199254740992.0);
  CHECK(parse_score("1.5") == 1.5);
  CHECK(parse_score(".5") == 0.5);
  CHECK(parse_score("1e3") == 1000.0);
  CHECK(parse_score("0x1f") == 31.0);
  CHECK(parse_score("inf") == infinity);
  CHECK(parse_score("-Infinity") == -infinity);
  CHECK(parse_score("5e-324") == std::numeric_limits<double>::denorm_min());
  CHECK(std::signbit(*parse_score("-0")));
  CHECK(std::signbit(*parse_score("-0.0")));
}

TEST_CASE("scores: nothing before, nothing behind, and nothing that is no number") {
  using namespace std::string_literals;
  for (const std::string& text : {""s, "-"s, "x"s, "1x"s, " 1"s, "1 "s, "1\0"s, "nan"s, "-nan"s,
                                  "1e400"s, "-1e400"s, "1e-400"s, "--1"s, "1-"s, "\t1"s})
    CHECK(!parse_score(text));
}

TEST_CASE("scores: the end of a range belongs to it, or not") {
  const auto least = [](std::string_view text) { return parse_score_edge(text, RangeEnd::least); };
  const auto greatest = [](std::string_view text) {
    return parse_score_edge(text, RangeEnd::greatest);
  };
  CHECK((least("2")->score == 2 && !least("2")->behind));
  CHECK((least("(2")->score == 2 && least("(2")->behind));
  CHECK((greatest("2.5")->score == 2.5 && greatest("2.5")->behind));
  CHECK((greatest("(2.5")->score == 2.5 && !greatest("(2.5")->behind));
  CHECK(greatest("+inf")->score == infinity);
}

TEST_CASE("scores: the ends of ranges are read with more patience, as in Redis") {
  using namespace std::string_literals;
  for (const std::string& text : {""s, "("s, " 1"s, "1e400"s, "(-1e400"s, "1e-400"s, "1\0x"s})
    CHECK(parse_score_edge(text, RangeEnd::least));
  for (const std::string& text : {"x"s, "1x"s, "1 "s, "nan"s, "((1"s, "[1"s})
    CHECK(!parse_score_edge(text, RangeEnd::least));
  CHECK(parse_score_edge("-1e400", RangeEnd::least)->score == -infinity);
}

TEST_CASE("scores: the ends of lexicographic ranges") {
  using namespace std::string_literals;
  using Place = LexEdge::Place;
  const auto place = [](std::string_view text, RangeEnd end) {
    return parse_lex_edge(text, end)->place;
  };
  CHECK(place("-", RangeEnd::least) == Place::before_all);
  CHECK(place("+", RangeEnd::least) == Place::behind_all);
  CHECK(place("+\0x"s, RangeEnd::greatest) == Place::behind_all);
  CHECK(place("[a", RangeEnd::least) == Place::before);
  CHECK(place("(a", RangeEnd::least) == Place::behind);
  CHECK(place("[a", RangeEnd::greatest) == Place::behind);
  CHECK(place("(a", RangeEnd::greatest) == Place::before);
  CHECK(parse_lex_edge("[", RangeEnd::least)->text.empty());
  CHECK(parse_lex_edge("(a\0b"s, RangeEnd::least)->text == "a\0b"s);
  for (const char* text : {"", "a", "-x", "+x", "]a"})
    CHECK(!parse_lex_edge(text, RangeEnd::least));
}

}  // namespace
}  // namespace kit::resp
