// What the commands on sorted sets share.
#pragma once

#include <cstddef>
#include <string_view>

#include "servers/resp/commands/collections.hpp"
#include "servers/resp/commands/sorted_range.hpp"
#include "servers/resp/store/collections/sorted_set.hpp"

namespace kit::resp {

inline SortedSet::Limits sorted_set_limits(const Call& call) noexcept {
  const Parameters& parameters = call.instance.parameters;
  return {parameters.zset_max_listpack_entries, parameters.zset_max_listpack_value};
}

/// How a reply gives members with their scores.
enum class Shape : std::uint8_t {
  members,  // without
  flat,     // one array of both
  pairs,    // an array of arrays of two
};

/// Flat in RESP2, pairs in RESP3.
inline Shape with_scores(const Call& call) noexcept {
  return call.reply.version() == Version::resp3 ? Shape::pairs : Shape::flat;
}

/// The head of an array of so many members. Then reply_scored() for each of them.
inline void reply_head(Call& call, std::size_t members, Shape shape) {
  call.reply.array(shape == Shape::flat ? 2 * members : members);
}

inline void reply_scored(Call& call, const PackElement& member, double score, Shape shape) {
  PackElement::Digits digits;
  if (shape == Shape::pairs) call.reply.array(2);
  call.reply.bulk(member.text(digits));
  if (shape != Shape::members) call.reply.number(score);
}

/// The whole run, from its greatest member down if `order` is backwards.
inline void reply_run(Call& call, const SortedSet& set, const RankRun& run, Order order,
                      Shape shape) {
  reply_head(call, run.count, shape);
  const bool backwards = order == Order::backwards;
  const std::size_t first = backwards && run.count > 0 ? run.first + run.count - 1 : run.first;
  set.walk(first, run.count, backwards, [&call, shape](const PackElement& member, double score) {
    reply_scored(call, member, score, shape);
  });
}

/// Keeps what is not empty under the key, whatever was there before, and replies with its size. An
/// empty one leaves nothing there. `event`: Redis's word for it.
void store_sorted_set(Call& call, std::string_view key, SortedSet&& set, std::string_view event);

}  // namespace kit::resp
