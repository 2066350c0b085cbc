// Commands on a part of a sorted set: ZRANGE and its relatives, counting and removing.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "servers/resp/commands/families_sorted_sets.hpp"
#include "servers/resp/commands/sorted_sets.hpp"

namespace kit::resp::commands {
namespace {

using By = SortedRange::By;

struct RangeOptions {
  std::optional<By> by;        // none: the command leaves it open
  std::optional<Order> order;  // none: the command leaves it open
  bool with_scores = false;
  std::int64_t offset = 0;
  std::int64_t limit = -1;  // negative: as many as there are
};

/// The one at `i`; it moves to the last word that belongs to it. False after replying what is
/// wrong.
bool take_option(Call& call, std::size_t& i, bool stores, RangeOptions& options) {
  if (!stores && is_word(call[i], "withscores")) {
    options.with_scores = true;
  } else if (is_word(call[i], "limit") && call.size() - i > 2) {
    const std::optional<std::int64_t> offset = call.integer(i + 1);
    if (!offset) return false;
    const std::optional<std::int64_t> limit = call.integer(i + 2);
    if (!limit) return false;
    options.offset = *offset;
    options.limit = *limit;
    i += 2;
  } else if (!options.order && is_word(call[i], "rev")) {
    options.order = Order::backwards;
  } else if (!options.by && is_word(call[i], "bylex")) {
    options.by = By::lex;
  } else if (!options.by && is_word(call[i], "byscore")) {
    options.by = By::score;
  } else {
    call.reply.error(syntax_error);
    return false;
  }
  return true;
}

/// From `first` on, over what the command says by itself. None after replying what is wrong.
std::optional<RangeOptions> range_options(Call& call, std::size_t first, bool stores,
                                          const RangeOptions& open) {
  RangeOptions options = open;
  for (std::size_t i = first; i < call.size(); ++i)
    if (!take_option(call, i, stores, options)) return std::nullopt;
  const auto refuse = [&call](std::string_view reason) {
    call.reply.error(reason);
    return std::nullopt;
  };
  if (!options.order) options.order = Order::forwards;
  if (!options.by) options.by = By::rank;
  if (options.limit != -1 && options.by == By::rank)
    return refuse(
        "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
  if (options.with_scores && options.by == By::lex)
    return refuse("ERR syntax error, WITHSCORES not supported in combination with BYLEX");
  return options;
}

/// What LIMIT leaves of it, seen in the order in which the members come.
RankRun limited(RankRun run, const RangeOptions& options) {
  if (options.offset < 0 || static_cast<std::uint64_t>(options.offset) >= run.count) return {};
  const auto offset = static_cast<std::size_t>(options.offset);
  std::size_t count = run.count - offset;
  if (options.limit >= 0) count = std::min<std::uint64_t>(count, options.limit);
  const std::size_t behind = run.count - offset - count;
  return {run.first + (options.order == Order::backwards ? behind : offset), count};
}

/// The range that begins with the argument `first`. None after replying what is wrong.
std::optional<SortedRange> parse_range(Call& call, std::size_t first, const RangeOptions& options) {
  // Scores and members are given with the greatest first then.
  const bool swapped = options.order == Order::backwards && options.by != By::rank;
  return SortedRange::parse(call, *options.by, first + (swapped ? 1 : 0),
                            first + (swapped ? 0 : 1));
}

RankRun find_run(const SortedSet& set, const SortedRange& range, const RangeOptions& options) {
  const RankRun run = range.in(set, *options.order);
  return options.by == By::rank ? run : limited(run, options);
}

void reply_range(Call& call, const RangeOptions& open) {
  const std::optional<RangeOptions> options = range_options(call, 4, false, open);
  if (!options) return;
  const std::optional<SortedRange> range = parse_range(call, 2, *options);
  if (!range) return;
  const Found<SortedSet> set(call, call[1]);
  if (set.refused()) return;
  if (!set) return call.reply.array(0);
  const Shape shape = options->with_scores ? with_scores(call) : Shape::members;
  reply_run(call, *set, find_run(*set, *range, *options), *options->order, shape);
}

void count_range(Call& call, By by) {
  const std::optional<SortedRange> range = SortedRange::parse(call, by, 2, 3);
  if (!range) return;
  const Found<SortedSet> set(call, call[1]);
  if (set.refused()) return;
  call.reply.integer(set ? static_cast<std::int64_t>(range->in(*set).count) : 0);
}

void erase_range(Call& call, By by, std::string_view event) {
  const std::optional<SortedRange> range = SortedRange::parse(call, by, 2, 3);
  if (!range) return;
  Edit<SortedSet> set(call, call[1]);
  if (set.refused()) return;
  const RankRun run = set ? range->in(*set) : RankRun{};
  call.reply.integer(static_cast<std::int64_t>(run.count));
  if (run.count == 0) return;
  set->erase(run.first, run.count);
  call.changed();
  call.event(Topic::sorted_set, event, call[1]);
}

}  // namespace

void zrange(Call& call) { reply_range(call, {}); }
void zrevrange(Call& call) { reply_range(call, {By::rank, Order::backwards}); }
void zrangebyscore(Call& call) { reply_range(call, {By::score, Order::forwards}); }
void zrevrangebyscore(Call& call) { reply_range(call, {By::score, Order::backwards}); }
void zrangebylex(Call& call) { reply_range(call, {By::lex, Order::forwards}); }
void zrevrangebylex(Call& call) { reply_range(call, {By::lex, Order::backwards}); }

void zrangestore(Call& call) {
  const std::optional<RangeOptions> options = range_options(call, 5, true, {});
  if (!options) return;
  const std::optional<SortedRange> range = parse_range(call, 3, *options);
  if (!range) return;
  const Found<SortedSet> source(call, call[2]);
  if (source.refused()) return;
  SortedSet stored;
  if (source) {
    const RankRun run = find_run(*source, *range, *options);
    SortedSet::Limits limits = sorted_set_limits(call);
    // In Redis's order and forms: what has been in a pack has lost the sign of a zero.
    if (options->by == By::rank && run.count > limits.entries) limits.entries = 0;
    const bool backwards = options->order == Order::backwards;
    const std::size_t first = backwards ? run.first + run.count - 1 : run.first;
    source->walk(first, run.count, backwards, [&](const PackElement& member, double score) {
      PackElement::Digits digits;
      stored.set(stored.locate(member.text(digits)), score, limits);
    });
  }
  store_sorted_set(call, call[1], std::move(stored), "zrangestore");
}

void zcount(Call& call) { count_range(call, By::score); }
void zlexcount(Call& call) { count_range(call, By::lex); }

void zremrangebyrank(Call& call) { erase_range(call, By::rank, "zremrangebyrank"); }
void zremrangebyscore(Call& call) { erase_range(call, By::score, "zremrangebyscore"); }
void zremrangebylex(Call& call) { erase_range(call, By::lex, "zremrangebylex"); }

}  // namespace kit::resp::commands
