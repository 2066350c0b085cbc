// Commands that take the least or the greatest members of a sorted set.
#include "servers/resp/commands/sorted_pop.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

#include "servers/resp/commands/families_sorted_sets.hpp"
#include "servers/resp/commands/sorted_sets.hpp"

namespace kit::resp {
namespace {

/// The key and the head, then the members with their scores.
void reply_popped(Call& call, std::string_view key, const SortedSet& set, const RankRun& run,
                  Order order, PopReply shape) {
  if (shape == PopReply::key_flat) {
    call.reply.array(3);
    call.reply.bulk(key);
    set.walk(run.first, run.count, false, [&call](const PackElement& member, double score) {
      reply_scored(call, member, score, Shape::flat);
    });
    return;
  }
  if (shape == PopReply::key_pairs) {
    call.reply.array(2);
    call.reply.bulk(key);
  }
  const Shape inner = shape == PopReply::key_pairs ? Shape::pairs
                      : shape == PopReply::pairs   ? with_scores(call)
                                                   : Shape::flat;
  reply_run(call, set, run, order, inner);
}

}  // namespace

bool pop_members(Call& call, std::string_view key, SortedEnd end, std::size_t count,
                 PopReply shape) {
  Edit<SortedSet> set(call, key);
  if (set.refused()) return true;
  if (!set) return false;
  count = std::min(count, set->size());
  if (count == 0) return call.reply.array(0), true;
  const bool least = end == SortedEnd::least;
  const RankRun run{least ? 0 : set->size() - count, count};
  reply_popped(call, key, *set, run, least ? Order::forwards : Order::backwards, shape);
  // The words first: there may be no memory for them.
  if (shape == PopReply::flat || shape == PopReply::pairs)
    call.changed();
  else
    call.changed_as({least ? "ZPOPMIN" : "ZPOPMAX", key, std::to_string(count)});
  set->erase(run.first, run.count);
  call.event(Topic::sorted_set, least ? "zpopmin" : "zpopmax", key);
  return true;
}

std::optional<PopOptions> parse_pop_options(Call& call, std::size_t first) {
  constexpr std::string_view no_keys = "ERR numkeys should be greater than 0";
  constexpr std::string_view no_count = "ERR count should be greater than 0";
  const auto refuse = [&call](std::string_view reason) {
    call.reply.error(reason);
    return std::nullopt;
  };
  const std::optional<std::int64_t> keys = call.integer(first, no_keys);
  if (!keys) return std::nullopt;
  if (*keys < 1) return refuse(no_keys);
  if (static_cast<std::uint64_t>(*keys) >= call.size() - first - 1) return refuse(syntax_error);
  PopOptions options;
  options.keys = call.arguments.subspan(first + 1, static_cast<std::size_t>(*keys));
  const Arguments rest = call.arguments.subspan(first + 1 + options.keys.size());
  if (is_word(rest[0], "max"))
    options.end = SortedEnd::greatest;
  else if (!is_word(rest[0], "min"))
    return refuse(syntax_error);
  if (rest.size() == 1) return options;
  if (rest.size() < 3 || !is_word(rest[1], "count")) return refuse(syntax_error);
  const std::optional<std::int64_t> count = call.integer(call.size() - rest.size() + 2, no_count);
  if (!count) return std::nullopt;
  if (*count < 1) return refuse(no_count);
  if (rest.size() > 3) return refuse(syntax_error);  // Redis looks at the count first
  options.count = static_cast<std::size_t>(*count);
  return options;
}

namespace commands {
namespace {

constexpr std::string_view must_be_positive = "ERR value is out of range, must be positive";

void pop(Call& call, SortedEnd end) {
  if (call.size() > 3) return call.reply.error(syntax_error);
  if (call.size() == 2) {
    if (!pop_members(call, call[1], end, 1, PopReply::flat)) call.reply.array(0);
    return;
  }
  const std::optional<std::int64_t> count = call.integer(2, must_be_positive);
  if (!count) return;
  if (*count < 0) return call.reply.error(must_be_positive);
  if (!pop_members(call, call[1], end, static_cast<std::size_t>(*count), PopReply::pairs))
    call.reply.array(0);
}

}  // namespace

void zpopmin(Call& call) { pop(call, SortedEnd::least); }
void zpopmax(Call& call) { pop(call, SortedEnd::greatest); }

void zmpop(Call& call) {
  const std::optional<PopOptions> options = parse_pop_options(call, 1);
  if (!options) return;
  for (const std::string_view key : options->keys)
    if (pop_members(call, key, options->end, options->count, PopReply::key_pairs)) return;
  call.reply.null_array();
}

}  // namespace commands
}  // namespace kit::resp
