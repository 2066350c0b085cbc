#include "servers/resp/commands/scores.hpp"

#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <string>

namespace kit::resp {
namespace {

/// So many digits are a whole number that a double holds.
constexpr std::size_t most_digits = 15;

/// Nearly all scores are short whole numbers, and strtod() takes ten times as long for them.
std::optional<double> parse_whole(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > most_digits) return std::nullopt;
  std::int64_t number = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    number = number * 10 + (digit - '0');
  }
  const auto score = static_cast<double>(number);
  return negative ? -score : score;  // "-0" is minus zero
}

}  // namespace

std::optional<double> parse_score(std::string_view text) {
  if (const std::optional<double> whole = parse_whole(text)) return whole;
  const std::string copy(text);  // strtod() reads up to a zero byte
  if (copy.empty() || std::isspace(static_cast<unsigned char>(copy[0])) != 0) return std::nullopt;
  errno = 0;
  char* end = nullptr;
  const double score = std::strtod(copy.c_str(), &end);
  if (end != copy.data() + copy.size() || std::isnan(score)) return std::nullopt;
  if (errno == ERANGE && (std::isinf(score) || score == 0)) return std::nullopt;
  return score;
}

std::optional<ScoreEdge> parse_score_edge(std::string_view text, RangeEnd end) {
  const bool outside = text.starts_with('(');
  if (outside) text.remove_prefix(1);
  ScoreEdge edge{0, outside == (end == RangeEnd::least)};
  if (const std::optional<double> whole = parse_whole(text)) {
    edge.score = *whole;
    return edge;
  }
  const std::string copy(text);
  char* behind = nullptr;
  edge.score = std::strtod(copy.c_str(), &behind);
  if (*behind != '\0' || std::isnan(edge.score)) return std::nullopt;
  return edge;
}

std::optional<LexEdge> parse_lex_edge(std::string_view text, RangeEnd end) {
  using Place = LexEdge::Place;
  if (text.empty()) return std::nullopt;
  const char mark = text[0];
  // Redis looks for the zero byte behind its strings, and takes one of the client's for it.
  const bool alone = text.size() == 1 || text[1] == '\0';
  if (mark == '-' && alone) return LexEdge{{}, Place::before_all};
  if (mark == '+' && alone) return LexEdge{{}, Place::behind_all};
  if (mark != '(' && mark != '[') return std::nullopt;
  const bool behind = (mark == '(') == (end == RangeEnd::least);
  return LexEdge{text.substr(1), behind ? Place::behind : Place::before};
}

}  // namespace kit::resp
