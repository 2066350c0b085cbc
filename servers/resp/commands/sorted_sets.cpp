// Commands on single members of a sorted set.
#include "servers/resp/commands/sorted_sets.hpp"

#include <cmath>
#include <optional>
#include <vector>

#include "servers/resp/commands/families_sorted_sets.hpp"
#include "servers/resp/commands/scores.hpp"

namespace kit::resp {

void store_sorted_set(Call& call, std::string_view key, SortedSet&& set, std::string_view event) {
  const std::size_t size = set.size();
  if (size > 0) {
    store_collection(call, key, std::move(set));
    call.changed();
    call.event(Topic::sorted_set, event, key);
  } else if (call.database().erase(key)) {
    call.changed();
    call.event(Topic::generic, "del", key);
  }
  call.reply.integer(static_cast<std::int64_t>(size));
}

namespace commands {
namespace {

struct AddOptions {
  bool only_new = false;    // NX
  bool only_there = false;  // XX
  bool only_greater = false;
  bool only_less = false;
  bool count_changed = false;  // CH
  bool increment = false;
};

/// Moves `i` behind them.
AddOptions take_add_options(Call& call, std::size_t& i) {
  AddOptions options;
  for (; i < call.size(); ++i) {
    if (is_word(call[i], "nx"))
      options.only_new = true;
    else if (is_word(call[i], "xx"))
      options.only_there = true;
    else if (is_word(call[i], "gt"))
      options.only_greater = true;
    else if (is_word(call[i], "lt"))
      options.only_less = true;
    else if (is_word(call[i], "ch"))
      options.count_changed = true;
    else if (is_word(call[i], "incr"))
      options.increment = true;
    else
      break;
  }
  return options;
}

/// What is wrong with them and the `words` behind them; empty: nothing.
std::string_view refusal_of(const AddOptions& options, std::size_t words) {
  if (words == 0 || words % 2 != 0) return syntax_error;
  if (options.only_new && options.only_there)
    return "ERR XX and NX options at the same time are not compatible";
  if (options.only_new + options.only_greater + options.only_less > 1)
    return "ERR GT, LT, and/or NX options at the same time are not compatible";
  if (options.increment && words > 2)
    return "ERR INCR option supports a single increment-element pair";
  return {};
}

/// Of each second argument from `first` on. None after replying that one is no number.
std::optional<std::vector<double>> parse_scores(Call& call, std::size_t first) {
  std::vector<double> scores;
  scores.reserve((call.size() - first) / 2);
  for (std::size_t i = first; i < call.size(); i += 2) {
    const std::optional<double> score = parse_score(call[i]);
    if (!score) return call.reply.error(not_a_float), std::nullopt;
    scores.push_back(*score);
  }
  return scores;
}

/// What ZADD has done.
struct Added {
  std::int64_t added = 0;
  std::int64_t updated = 0;
  std::optional<double> score;  // of the last member that was not left out
  bool not_a_number = false;    // infinity and minus infinity have no sum
};

void add_one(SortedSet& set, std::string_view member, double score, const AddOptions& options,
             const SortedSet::Limits& limits, Added& sum) {
  const SortedSet::Spot spot = set.locate(member);
  if (!spot.score()) {
    if (options.only_there) return;
    set.set(spot, score, limits);
    ++sum.added;
    sum.score = score;
    return;
  }
  const double present = *spot.score();
  if (options.only_new) return;
  if (options.increment) score += present;
  sum.not_a_number = std::isnan(score);
  if (sum.not_a_number) return;
  if (options.only_less && score >= present) return;
  if (options.only_greater && score <= present) return;
  sum.score = score;
  if (score == present) return;
  set.set(spot, score, limits);
  ++sum.updated;
}

void reply_added(Call& call, const AddOptions& options, const Added& sum) {
  if (!options.increment)
    call.reply.integer(sum.added + (options.count_changed ? sum.updated : 0));
  else if (sum.score)
    call.reply.number(*sum.score);
  else
    call.reply.null();
}

void add(Call& call, bool increment) {
  std::size_t first = 2;
  AddOptions options = take_add_options(call, first);
  options.increment = options.increment || increment;
  const std::string_view refusal = refusal_of(options, call.size() - first);
  if (!refusal.empty()) return call.reply.error(refusal);
  const std::optional<std::vector<double>> scores = parse_scores(call, first);
  if (!scores) return;
  Added sum;
  Edit<SortedSet> set(call, call[1]);
  if (set.refused()) return;
  if (!set && options.only_there) return reply_added(call, options, sum);
  SortedSet& target = set.create();
  const SortedSet::Limits limits = sorted_set_limits(call);
  for (std::size_t i = 0; i < scores->size(); ++i) {
    const std::int64_t before = sum.added + sum.updated;
    add_one(target, call[first + 2 * i + 1], (*scores)[i], options, limits, sum);
    if (sum.added + sum.updated > before) call.changed();
  }
  if (call.changes() > 0)
    call.event(Topic::sorted_set, options.increment ? "zincr" : "zadd", call[1]);
  if (sum.not_a_number) return call.reply.error("ERR resulting score is not a number (NaN)");
  reply_added(call, options, sum);
}

void reply_rank(Call& call, Order order) {
  const Found<SortedSet> set(call, call[1]);
  if (set.refused()) return;
  if (!set) return call.reply.null();
  const SortedSet::Spot spot = set->locate(call[2]);
  if (!spot.score()) return call.reply.null();
  const std::size_t rank = set->rank(spot);
  call.reply.integer(
      static_cast<std::int64_t>(order == Order::backwards ? set->size() - 1 - rank : rank));
}

void reply_score(Call& call, const std::optional<double>& score) {
  score ? call.reply.number(*score) : call.reply.null();
}

}  // namespace

void zadd(Call& call) { add(call, false); }
void zincrby(Call& call) { add(call, true); }

void zrem(Call& call) {
  Edit<SortedSet> set(call, call[1]);
  if (set.refused()) return;
  std::int64_t erased = 0;
  for (std::size_t i = 2; set && i < call.size(); ++i) {
    const SortedSet::Spot spot = set->locate(call[i]);
    if (!spot.score()) continue;
    set->erase(spot);
    call.changed();
    ++erased;
  }
  if (erased > 0) call.event(Topic::sorted_set, "zrem", call[1]);
  call.reply.integer(erased);
}

void zcard(Call& call) {
  const Found<SortedSet> set(call, call[1]);
  if (set.refused()) return;
  call.reply.integer(set ? static_cast<std::int64_t>(set->size()) : 0);
}

void zscore(Call& call) {
  const Found<SortedSet> set(call, call[1]);
  if (set.refused()) return;
  reply_score(call, set ? set->score(call[2]) : std::nullopt);
}

void zmscore(Call& call) {
  const Found<SortedSet> set(call, call[1]);
  if (set.refused()) return;
  call.reply.array(call.size() - 2);
  for (std::size_t i = 2; i < call.size(); ++i)
    reply_score(call, set ? set->score(call[i]) : std::nullopt);
}

void zrank(Call& call) { reply_rank(call, Order::forwards); }
void zrevrank(Call& call) { reply_rank(call, Order::backwards); }

}  // namespace commands
}  // namespace kit::resp
