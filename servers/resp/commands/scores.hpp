// Scores and the ends of ranges, as the commands on sorted sets take them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "servers/resp/store/collections/sorted_edge.hpp"

namespace kit::resp {

/// A number as strtod() reads it, with nothing before and nothing behind: "1.5", "1e3", "0x1f",
/// "-inf". None for anything else, for "nan", and for what a double cannot hold.
std::optional<double> parse_score(std::string_view text);

/// Which end of a range an edge is to be: one that belongs to the range is on the other side of the
/// least member than of the greatest.
enum class RangeEnd : std::uint8_t { least, greatest };

/// "1.5", or "(1.5" for an end that does not belong to the range. Like Redis, more generous than
/// parse_score(): it may begin with spaces, nothing at all is zero, and what is too much is
/// infinite.
std::optional<ScoreEdge> parse_score_edge(std::string_view text, RangeEnd end);

/// "[a", or "(a" for an end that does not belong to the range; "-" and "+" for no end at all.
std::optional<LexEdge> parse_lex_edge(std::string_view text, RangeEnd end);

}  // namespace kit::resp
