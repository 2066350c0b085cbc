// Edges: the places between the members of a sorted set where a range begins and ends. All members
// before an edge come before all behind it, so that a range is two ranks.
#pragma once

#include <cstdint>
#include <string_view>

namespace kit::resp {

/// Before all members of that score, or behind them.
struct ScoreEdge {
  double score = 0;
  bool behind = false;

  bool is_behind(double other, std::string_view) const noexcept {
    return other < score || (behind && other == score);
  }
};

/// Before the member with these bytes, or behind it: for sets whose members all have the same
/// score. Or before all there are, or behind all.
struct LexEdge {
  enum class Place : std::uint8_t { before, behind, before_all, behind_all };

  std::string_view text;
  Place place = Place::before;

  bool is_behind(double, std::string_view other) const noexcept {
    if (place == Place::before_all || place == Place::behind_all) return place == Place::behind_all;
    return other < text || (place == Place::behind && other == text);
  }
};

}  // namespace kit::resp
