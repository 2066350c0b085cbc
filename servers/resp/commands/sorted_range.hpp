// SortedRange: a part of a sorted set that a command speaks of: by ranks, scores or members.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/store/collections/sorted_set.hpp"

namespace kit::resp {

/// So many members, the first of that rank.
struct RankRun {
  std::size_t first = 0;
  std::size_t count = 0;
};

enum class Order : bool { forwards, backwards };

class SortedRange {
 public:
  enum class By : std::uint8_t { rank, score, lex };

  /// From two arguments: of ranks the first and the last, in the order of the range, -1 the very
  /// last; of scores and members the least and the greatest. None after replying what is wrong.
  static std::optional<SortedRange> parse(Call& call, By by, std::size_t least,
                                          std::size_t greatest);

  /// What that is of this set. Backwards, ranks count from the greatest; the run begins with its
  /// least member all the same.
  RankRun in(const SortedSet& set, Order order = Order::forwards) const;

 private:
  template <class Edge>
  struct Between {
    Edge least;
    Edge greatest;
  };
  struct Ranks {
    std::int64_t first;
    std::int64_t last;
  };
  using Ends = std::variant<Ranks, Between<ScoreEdge>, Between<LexEdge>>;

  explicit SortedRange(const Ends& ends) : ends_(ends) {}
  static RankRun run(const Ranks& ranks, const SortedSet& set, Order order) noexcept;
  template <class Edge>
  static RankRun run(const Between<Edge>& between, const SortedSet& set, Order order);

  Ends ends_;
};

}  // namespace kit::resp
