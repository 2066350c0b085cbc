// The commands that take from a list or a sorted set, and wait for something to take.
#include <string_view>

#include "servers/resp/commands/blocking.hpp"
#include "servers/resp/commands/families_transactions.hpp"
#include "servers/resp/commands/list_taking.hpp"
#include "servers/resp/commands/sorted_pop.hpp"

namespace kit::resp::commands {
namespace {

/// Takes from the first of the keys that has something: `take(key)` is true when it has replied.
/// Otherwise the client waits.
template <class Take>
void take_or_wait(Call& call, Arguments keys, const BlockOptions& options, Take take) {
  for (const std::string_view key : keys)
    if ((!call.only_key || *call.only_key == key) && take(key)) return;
  block(call, keys, options);
}

/// The keys, and then the seconds to wait at most.
template <class Take>
void take_from_keys(Call& call, Kind kind, Take take) {
  const std::optional<Duration> timeout = parse_timeout(call, call.size() - 1);
  if (!timeout) return;
  const Arguments keys = call.arguments.subspan(1, call.size() - 2);
  take_or_wait(call, keys, {.kind = kind, .timeout = *timeout}, take);
}

void pop_from_lists(Call& call, End end) {
  take_from_keys(call, Kind::list,
                 [&call, end](std::string_view key) { return take_one(call, key, end); });
}

void pop_from_sorted_sets(Call& call, SortedEnd end) {
  take_from_keys(call, Kind::sorted_set, [&call, end](std::string_view key) {
    return pop_members(call, key, end, 1, PopReply::key_flat);
  });
}

void move_or_wait(Call& call, std::size_t timeout_at, End from, End to) {
  const std::optional<Duration> timeout = parse_timeout(call, timeout_at);
  if (!timeout) return;
  if (move_one(call, call[1], call[2], from, to)) return;
  block(call, call.arguments.subspan(1, 1),
        {.kind = Kind::list, .timeout = *timeout, .not_allowed = [](ReplyWriter& reply) {
           reply.null();
         }});
}

}  // namespace

void blpop(Call& call) { pop_from_lists(call, End::head); }
void brpop(Call& call) { pop_from_lists(call, End::tail); }

void blmpop(Call& call) {
  const std::optional<TakeOptions> options = parse_take_options(call, 2);
  if (!options) return;
  const std::optional<Duration> timeout = parse_timeout(call, 1);
  if (!timeout) return;
  take_or_wait(
      call, options->keys, {.kind = Kind::list, .timeout = *timeout},
      [&](std::string_view key) { return take_some(call, key, options->end, options->count); });
}

void blmove(Call& call) {
  const std::optional<End> from = parse_end(call, 3);
  if (!from) return;
  const std::optional<End> to = parse_end(call, 4);
  if (!to) return;
  move_or_wait(call, 5, *from, *to);
}

void brpoplpush(Call& call) { move_or_wait(call, 3, End::tail, End::head); }

void bzpopmin(Call& call) { pop_from_sorted_sets(call, SortedEnd::least); }
void bzpopmax(Call& call) { pop_from_sorted_sets(call, SortedEnd::greatest); }

void bzmpop(Call& call) {
  const std::optional<PopOptions> options = parse_pop_options(call, 2);
  if (!options) return;
  const std::optional<Duration> timeout = parse_timeout(call, 1);
  if (!timeout) return;
  take_or_wait(call, options->keys, {.kind = Kind::sorted_set, .timeout = *timeout},
               [&](std::string_view key) {
                 return pop_members(call, key, options->end, options->count, PopReply::key_pairs);
               });
}

}  // namespace kit::resp::commands
