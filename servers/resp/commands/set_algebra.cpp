// Intersection, union and difference: replied, counted or stored.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "servers/resp/commands/families_sets.hpp"
#include "servers/resp/commands/sets.hpp"

namespace kit::resp::commands {
namespace {

/// Of several keys; null for one that is not there.
using Sets = std::vector<const Set*>;

/// None after replying that one is no set.
std::optional<Sets> read_sets(Call& call, Arguments keys) {
  Sets sets;
  for (const std::string_view key : keys) {
    const Found<Set> found(call, key);
    if (found.refused()) return std::nullopt;
    sets.push_back(found ? &*found : nullptr);
  }
  return sets;
}

bool by_size(const Set* a, const Set* b) { return a->size() < b->size(); }

// ------------------------------------------------------------ what they are

/// Calls `visit(const Member&)` for each member of all sets, until it returns false.
template <class Visit>
void intersect(Sets sets, Visit visit) {
  if (std::find(sets.begin(), sets.end(), nullptr) != sets.end()) return;
  // Whatever is in all of them is in the smallest, and is missed soonest in small ones.
  std::sort(sets.begin(), sets.end(), by_size);
  const Set& smallest = *sets.front();
  smallest.walk([&](const Member& member) {
    for (const Set* const set : sets)
      if (set != &smallest && !set->contains(member)) return true;
    return visit(member);
  });
}

Set unite(const Sets& sets, std::size_t most_integers) {
  Set all;
  for (const Set* const set : sets)
    if (set != nullptr)
      set->for_each([&](const Member& member) { all.insert(member, most_integers); });
  return all;
}

/// True if it is less work to look each member of the first up in the others than to go through all
/// of them. In half of the cases the first search finds it.
bool should_look_up(const Sets& sets) {
  std::size_t searches = 0;
  std::size_t members = 0;
  for (const Set* const set : sets) {
    if (set == nullptr) continue;
    searches += sets.front()->size();
    members += set->size();
  }
  return searches / 2 <= members;
}

Set subtract_by_looking_up(Sets sets, std::size_t most_integers) {
  const Set& first = *sets.front();
  sets.erase(std::remove(sets.begin(), sets.end(), nullptr), sets.end());
  // In a big one it is found soonest.
  std::sort(sets.begin() + 1, sets.end(), [](auto a, auto b) { return by_size(b, a); });
  Set rest;
  first.for_each([&](const Member& member) {
    for (std::size_t i = 1; i < sets.size(); ++i)
      if (sets[i]->contains(member)) return;
    rest.insert(member, most_integers);
  });
  return rest;
}

/// What of the first is in none of the others.
Set subtract(const Sets& sets, std::size_t most_integers) {
  const Set* const first = sets.front();
  const bool is_repeated = std::find(sets.begin() + 1, sets.end(), first) != sets.end();
  if (first == nullptr || is_repeated) return {};
  if (should_look_up(sets)) return subtract_by_looking_up(sets, most_integers);
  Set rest = unite({first}, most_integers);
  for (std::size_t i = 1; i < sets.size() && !rest.empty(); ++i)
    if (sets[i] != nullptr) sets[i]->for_each([&rest](const Member& each) { rest.erase(each); });
  return rest;
}

// ------------------------------------------------------------ where they go

void reply_set(Call& call, const Set& set) {
  call.reply.set(set.size());
  reply_members(call, set);
}

/// Under the first key, whatever was there; an empty set lets it go.
void store(Call& call, Set&& set, std::string_view event) {
  const std::size_t size = set.size();
  const std::string_view key = call[1];
  if (size > 0) {
    store_collection(call, key, std::move(set));
    call.changed();
    call.event(Topic::set, event, key);
  } else if (call.database().erase(key)) {
    call.changed();
    call.event(Topic::generic, "del", key);
  }
  call.reply.integer(static_cast<std::int64_t>(size));
}

/// None after replying what is wrong with it.
std::optional<std::size_t> card_limit(Call& call, std::size_t first) {
  constexpr std::string_view negative = "ERR LIMIT can't be negative";
  std::int64_t limit = 0;
  for (std::size_t i = first; i < call.size(); i += 2) {
    if (!is_word(call[i], "limit") || i + 1 == call.size())
      return call.reply.error(syntax_error), std::nullopt;
    const std::optional<std::int64_t> number = call.integer(i + 1, negative);
    if (!number) return std::nullopt;
    if (*number < 0) return call.reply.error(negative), std::nullopt;
    limit = *number;
  }
  return limit == 0 ? std::numeric_limits<std::size_t>::max() : static_cast<std::size_t>(limit);
}

}  // namespace

void sinter(Call& call) {
  const std::optional<Sets> sets = read_sets(call, call.arguments.subspan(1));
  if (!sets) return;
  std::vector<Member> common;
  intersect(*sets, [&common](const Member& member) { return common.push_back(member), true; });
  call.reply.set(common.size());
  for (const Member& member : common) reply_member(call, member);
}

void sinterstore(Call& call) {
  const std::optional<Sets> sets = read_sets(call, call.arguments.subspan(2));
  if (!sets) return;
  Set common;
  const std::size_t limit = most_integers(call);
  intersect(*sets, [&](const Member& member) { return common.insert(member, limit), true; });
  store(call, std::move(common), "sinterstore");
}

void sintercard(Call& call) {
  constexpr std::string_view none = "ERR numkeys should be greater than 0";
  const std::optional<std::int64_t> count = call.integer(1, none);
  if (!count) return;
  if (*count < 1) return call.reply.error(none);
  if (static_cast<std::uint64_t>(*count) > call.size() - 2)
    return call.reply.error("ERR Number of keys can't be greater than number of args");
  const auto keys = static_cast<std::size_t>(*count);
  const std::optional<std::size_t> limit = card_limit(call, 2 + keys);
  if (!limit) return;
  const std::optional<Sets> sets = read_sets(call, call.arguments.subspan(2, keys));
  if (!sets) return;
  std::size_t common = 0;
  intersect(*sets, [&](const Member&) { return ++common < *limit; });
  call.reply.integer(static_cast<std::int64_t>(common));
}

void sunion(Call& call) {
  const std::optional<Sets> sets = read_sets(call, call.arguments.subspan(1));
  if (sets) reply_set(call, unite(*sets, most_integers(call)));
}

void sunionstore(Call& call) {
  const std::optional<Sets> sets = read_sets(call, call.arguments.subspan(2));
  if (sets) store(call, unite(*sets, most_integers(call)), "sunionstore");
}

void sdiff(Call& call) {
  const std::optional<Sets> sets = read_sets(call, call.arguments.subspan(1));
  if (sets) reply_set(call, subtract(*sets, most_integers(call)));
}

void sdiffstore(Call& call) {
  const std::optional<Sets> sets = read_sets(call, call.arguments.subspan(2));
  if (sets) store(call, subtract(*sets, most_integers(call)), "sdiffstore");
}

}  // namespace kit::resp::commands
