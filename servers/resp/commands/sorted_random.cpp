// Members of a sorted set by lot, and some at a time.
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "servers/resp/commands/families_sorted_sets.hpp"
#include "servers/resp/commands/scan_options.hpp"
#include "servers/resp/commands/sorted_sets.hpp"
#include "servers/resp/protocol/number.hpp"

namespace kit::resp::commands {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view outside =
    "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807";

void reply_of_rank(Call& call, const SortedSet& set, std::size_t rank, Shape shape) {
  set.walk(rank, 1, false, [&call, shape](const PackElement& member, double score) {
    reply_scored(call, member, score, shape);
  });
}

/// Each time any of them.
void reply_draws(Call& call, const SortedSet& set, std::size_t count, Shape shape) {
  reply_head(call, count, shape);
  if (!set.is_packed()) {
    for (std::size_t i = 0; i < count; ++i)
      reply_of_rank(call, set, call.instance.draw() % set.size(), shape);
    return;
  }
  // The way to a rank is a walk there: one for all.
  std::vector<std::pair<PackElement, double>> all;
  set.for_each(
      [&all](const PackElement& member, double score) { all.emplace_back(member, score); });
  for (std::size_t i = 0; i < count; ++i) {
    const auto& [member, score] = all[call.instance.draw() % all.size()];
    reply_scored(call, member, score, shape);
  }
}

/// Fewer than there are, each once. By lot for each rank whether it belongs to them (Knuth's
/// algorithm S) if they are many; if they are few, ranks by lot until there are enough.
void reply_different(Call& call, const SortedSet& set, std::size_t count, Shape shape) {
  constexpr std::size_t few = 8;  // one in so many
  reply_head(call, count, shape);
  if (count > set.size() / few) {
    std::size_t left = set.size();
    set.for_each([&](const PackElement& member, double score) {
      if (call.instance.draw() % left-- >= count) return;
      --count;
      reply_scored(call, member, score, shape);
    });
    return;
  }
  std::unordered_set<std::size_t> drawn;
  while (drawn.size() < count) {
    const std::size_t rank = call.instance.draw() % set.size();
    if (drawn.insert(rank).second) reply_of_rank(call, set, rank, shape);
  }
}

/// As ZSCAN gives it. From a listpack Redis gives a whole number with all its digits.
std::string score_text(const SortedSet& set, double score) {
  std::string text;
  if (set.is_packed() && PackedSorted::is_whole(score))
    append_integer(text, static_cast<std::int64_t>(score));
  else
    append_double(text, score);
  return text;
}

}  // namespace

void zrandmember(Call& call) {
  std::optional<std::int64_t> count;
  if (call.size() > 2) {
    count = call.integer(2);
    if (!count) return;
    if (*count < -most) return call.reply.error(outside);
    if (call.size() > 4) return call.reply.error(syntax_error);
    if (call.size() == 4 && !is_word(call[3], "withscores")) return call.reply.error(syntax_error);
    if (call.size() == 4 && (*count < -most / 2 || *count > most / 2))
      return call.reply.error("ERR value is out of range");
  }
  const Found<SortedSet> set(call, call[1]);
  if (set.refused()) return;
  if (!count) {
    if (!set) return call.reply.null();
    return reply_of_rank(call, *set, call.instance.draw() % set->size(), Shape::members);
  }
  if (!set || *count == 0) return call.reply.array(0);
  const Shape shape = call.size() == 4 ? with_scores(call) : Shape::members;
  if (*count < 0) return reply_draws(call, *set, static_cast<std::size_t>(-*count), shape);
  const auto wanted = static_cast<std::size_t>(*count);
  if (wanted < set->size()) return reply_different(call, *set, wanted, shape);
  reply_run(call, *set, {0, set->size()}, Order::backwards, shape);  // as Redis gives all
}

void zscan(Call& call) {
  const std::optional<std::uint64_t> cursor = scan_cursor(call, 2);
  if (!cursor) return;
  const Found<SortedSet> set(call, call[1]);
  if (set.refused()) return;
  if (!set) return ScanReply(call).send(0);
  const std::optional<ScanOptions> options = scan_options(call, 3);
  if (!options) return;
  ScanReply reply(call);
  const auto take = [&](const PackElement& member, double score) {
    PackElement::Digits digits;
    const std::string_view text = member.text(digits);
    if (!options->wants(text)) return;
    reply.add(text);
    reply.add(score_text(*set, score));
  };
  reply.send(scan_some(*set, *cursor, options->count, take));
}

}  // namespace kit::resp::commands
