#include "servers/resp/commands/sorted_range.hpp"

#include <algorithm>

#include "servers/resp/commands/scores.hpp"

namespace kit::resp {

std::optional<SortedRange> SortedRange::parse(Call& call, By by, std::size_t least,
                                              std::size_t greatest) {
  if (by == By::rank) {
    const std::optional<std::int64_t> first = call.integer(least);
    if (!first) return std::nullopt;
    const std::optional<std::int64_t> last = call.integer(greatest);
    if (!last) return std::nullopt;
    return SortedRange(Ranks{*first, *last});
  }
  if (by == By::score) {
    const std::optional<ScoreEdge> from = parse_score_edge(call[least], RangeEnd::least);
    const std::optional<ScoreEdge> to = parse_score_edge(call[greatest], RangeEnd::greatest);
    if (from && to) return SortedRange(Between<ScoreEdge>{*from, *to});
    return call.reply.error("ERR min or max is not a float"), std::nullopt;
  }
  const std::optional<LexEdge> from = parse_lex_edge(call[least], RangeEnd::least);
  const std::optional<LexEdge> to = parse_lex_edge(call[greatest], RangeEnd::greatest);
  if (from && to) return SortedRange(Between<LexEdge>{*from, *to});
  return call.reply.error("ERR min or max not valid string range item"), std::nullopt;
}

RankRun SortedRange::run(const Ranks& ranks, const SortedSet& set, Order order) noexcept {
  const auto size = static_cast<std::int64_t>(set.size());
  const std::int64_t from = ranks.first < 0 ? ranks.first + size : ranks.first;
  const std::int64_t to = ranks.last < 0 ? ranks.last + size : ranks.last;
  const std::int64_t first = std::max<std::int64_t>(from, 0);
  const std::int64_t last = std::min(to, size - 1);
  if (first > last) return {};
  const std::int64_t least = order == Order::backwards ? size - 1 - last : first;
  return {static_cast<std::size_t>(least), static_cast<std::size_t>(last - first + 1)};
}

template <class Edge>
RankRun SortedRange::run(const Between<Edge>& between, const SortedSet& set, Order) {
  const std::size_t first = set.rank_of(between.least);
  const std::size_t end = set.rank_of(between.greatest);
  return {first, end > first ? end - first : 0};
}

RankRun SortedRange::in(const SortedSet& set, Order order) const {
  return std::visit([&](const auto& ends) { return run(ends, set, order); }, ends_);
}

}  // namespace kit::resp
