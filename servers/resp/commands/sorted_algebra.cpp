// Commands that put several sets and sorted sets together: unions, intersections, differences.
#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "servers/resp/commands/families_sorted_sets.hpp"
#include "servers/resp/commands/sorted_algebra_options.hpp"
#include "servers/resp/commands/sorted_sets.hpp"
#include "servers/resp/store/collections/set.hpp"

namespace kit::resp::commands {
namespace {

/// A set or sorted set that goes into the result. In a set every member has the score 1.
class Source {
 public:
  Source(const Entry* entry, double weight) noexcept : entry_(entry), weight_(weight) {}

  std::size_t size() const noexcept {
    if (entry_ == nullptr) return 0;
    return is_sorted() ? sorted().size() : entry_->as<Set>().size();
  }
  bool is_same(const Source& other) const noexcept { return entry_ == other.entry_; }
  double weight() const noexcept { return weight_; }
  std::optional<double> score(std::string_view member) const {
    if (entry_ == nullptr) return std::nullopt;
    if (is_sorted()) return sorted().score(member);
    return entry_->as<Set>().contains(member) ? std::optional<double>(1) : std::nullopt;
  }
  /// `visit(std::string_view member, double score)` until it returns false.
  template <class Visit>
  void walk(Visit visit) const;

 private:
  bool is_sorted() const noexcept { return entry_->kind() == Kind::sorted_set; }
  const SortedSet& sorted() const noexcept { return entry_->as<SortedSet>(); }

  const Entry* entry_;  // null: the key is not there
  double weight_;
};

template <class Visit>
void Source::walk(Visit visit) const {
  if (entry_ == nullptr) return;
  if (!is_sorted()) {
    entry_->as<Set>().walk(
        [&visit](const Member& member) { return visit(MemberText(member).view(), 1.0); });
    return;
  }
  // In pieces: whoever has enough after the first member need not wait for a million.
  constexpr std::size_t piece = 256;
  bool going = true;
  const std::size_t size = sorted().size();
  for (std::size_t rank = 0; going && rank < size; rank += piece)
    sorted().walk(rank, std::min(piece, size - rank), false,
                  [&](const PackElement& member, double score) {
                    PackElement::Digits digits;
                    if (going) going = visit(member.text(digits), score);
                  });
}

using Sources = std::vector<Source>;

/// The smallest first, as Redis has it: sums of many numbers depend on their order.
Sources sources_of(const AlgebraOptions& options, SetOperation operation) {
  Sources given;
  for (std::size_t i = 0; i < options.sources.size(); ++i)
    given.emplace_back(options.sources[i], options.weights[i]);
  if (operation == SetOperation::subtract) return given;
  std::vector<std::pair<std::size_t, std::size_t>> order;  // size, and which: none are equal
  for (std::size_t i = 0; i < given.size(); ++i) order.emplace_back(given[i].size(), i);
  std::sort(order.begin(), order.end());
  Sources sources;
  for (const auto& [size, which] : order) sources.push_back(given[which]);
  return sources;
}

/// `take(member, score)` for each member of all of them, until it returns false.
template <class Take>
void intersect(const Sources& sources, Aggregate aggregate, Take take) {
  const Source& first = sources.front();
  first.walk([&](std::string_view member, double own) {
    double score = weighted(first.weight(), own);
    for (std::size_t i = 1; i < sources.size(); ++i) {
      const std::optional<double> other =
          sources[i].is_same(first) ? own : sources[i].score(member);
      if (!other) return true;
      score = aggregated(aggregate, score, *other * sources[i].weight());
    }
    return take(member, score);
  });
}

template <class Take>
void subtract(const Sources& sources, Take take) {
  sources.front().walk([&](std::string_view member, double score) {
    for (std::size_t i = 1; i < sources.size(); ++i)
      if (sources[i].is_same(sources.front()) || sources[i].score(member)) return true;
    return take(member, score);
  });
}

void add_score(SortedSet& result, std::string_view member, double score, Aggregate aggregate) {
  // In a pack, minus zero would be zero: as in Redis, the result becomes one at the end only.
  const SortedSet::Limits no_pack{0, 0};
  const SortedSet::Spot spot = result.locate(member);
  if (!spot.score()) return result.set(spot, score, no_pack);
  score = aggregated(aggregate, *spot.score(), score);
  if (score != *spot.score()) return result.set(spot, score, no_pack);
  if (std::signbit(score) == std::signbit(*spot.score())) return;
  // Minus zero and zero are the same score: to the tree this is none that is new.
  result.erase(spot);
  result.set(result.locate(member), score, no_pack);
}

SortedSet put_together(const AlgebraOptions& options, SetOperation operation) {
  const Sources sources = sources_of(options, operation);
  SortedSet result;
  const auto take = [&](std::string_view member, double score) {
    add_score(result, member, score, options.aggregate);
    return true;
  };
  if (operation == SetOperation::subtract) {
    subtract(sources, take);
  } else if (operation == SetOperation::intersect) {
    intersect(sources, options.aggregate, take);
  } else {
    for (const Source& source : sources)
      source.walk([&](std::string_view member, double score) {
        return take(member, weighted(source.weight(), score));
      });
  }
  return result;
}

void reply_members(Call& call, SetOperation operation) {
  const std::optional<AlgebraOptions> options =
      algebra_options(call, 1, operation, AlgebraResult::members);
  if (!options) return;
  const SortedSet result = put_together(*options, operation);
  const Shape shape = options->with_scores ? with_scores(call) : Shape::members;
  reply_run(call, result, {0, result.size()}, Order::forwards, shape);
}

void store(Call& call, SetOperation operation, std::string_view event) {
  const std::optional<AlgebraOptions> options =
      algebra_options(call, 2, operation, AlgebraResult::stored);
  if (!options) return;
  SortedSet result = put_together(*options, operation);
  result.pack(sorted_set_limits(call));
  store_sorted_set(call, call[1], std::move(result), event);
}

}  // namespace

void zunion(Call& call) { reply_members(call, SetOperation::join); }
void zinter(Call& call) { reply_members(call, SetOperation::intersect); }
void zdiff(Call& call) { reply_members(call, SetOperation::subtract); }
void zunionstore(Call& call) { store(call, SetOperation::join, "zunionstore"); }
void zinterstore(Call& call) { store(call, SetOperation::intersect, "zinterstore"); }
void zdiffstore(Call& call) { store(call, SetOperation::subtract, "zdiffstore"); }

void zintercard(Call& call) {
  const std::optional<AlgebraOptions> options =
      algebra_options(call, 1, SetOperation::intersect, AlgebraResult::count);
  if (!options) return;
  std::size_t count = 0;
  intersect(sources_of(*options, SetOperation::intersect), Aggregate::sum,
            [&](std::string_view, double) { return ++count != options->limit; });
  call.reply.integer(static_cast<std::int64_t>(count));
}

}  // namespace kit::resp::commands
