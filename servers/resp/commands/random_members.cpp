// Commands on members by lot.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "servers/resp/commands/families_sets.hpp"
#include "servers/resp/commands/sets.hpp"

namespace kit::resp::commands {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

Member draw(Call& call, const Set& set) {
  return set.draw([&call] { return call.instance.draw(); });
}

// ------------------------------------------------------------ several different ones

/// What tells a member from all others while the set does not change.
std::int64_t identity(const Member& member) {
  if (member.is_number()) return member.number();
  return static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(member.text().data()));
}

/// A small part of them.
std::vector<Member> choose_few(Call& call, const Set& set, std::size_t count) {
  std::vector<Member> chosen;
  std::unordered_set<std::int64_t> known;
  chosen.reserve(count);
  known.reserve(count);
  while (chosen.size() < count) {
    const Member member = draw(call, set);
    if (known.insert(identity(member)).second) chosen.push_back(member);
  }
  return chosen;
}

/// All of them, the first `count` by lot: a pack of cards that is shuffled only so far.
std::vector<Member> shuffle(Call& call, const Set& set, std::size_t count) {
  std::vector<Member> all;
  all.reserve(set.size());
  set.for_each([&all](const Member& member) { all.push_back(member); });
  for (std::size_t i = 0; i < count; ++i)
    std::swap(all[i], all[i + call.instance.draw() % (all.size() - i)]);
  return all;
}

/// Fewer than there are. Good until the set changes.
std::vector<Member> choose(Call& call, const Set& set, std::size_t count) {
  constexpr std::size_t few = 3;  // from a third on, many would be drawn in vain
  if (count <= set.size() / few) return choose_few(call, set, count);
  std::vector<Member> chosen = shuffle(call, set, count);
  chosen.erase(chosen.begin() + static_cast<std::ptrdiff_t>(count), chosen.end());
  return chosen;
}

// ------------------------------------------------------------ SPOP

/// For the append-only file: SPOP would take others when it is replayed.
std::vector<LogEntry> removals(Call& call, std::span<const Member> members) {
  constexpr std::size_t together = 64;  // no command of the file is endless
  std::vector<LogEntry> entries;
  if (call.instance.journal == nullptr) return entries;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i % together == 0) entries.push_back({"SREM", std::string(call[1])});
    entries.back().emplace_back(MemberText(members[i]).view());
  }
  return entries;
}

void pop_one(Call& call) {
  Edit<Set> set(call, call[1]);
  if (set.refused()) return;
  if (!set) return call.reply.null();
  const Member drawn = draw(call, *set);
  const MemberText text(drawn);
  call.reply.bulk(text.view());
  call.changed_as({"SREM", call[1], text.view()});
  set->erase(drawn);
  call.event(Topic::set, "spop", call[1]);
}

void pop_all(Call& call, const Set& set) {
  call.reply.set(set.size());
  reply_members(call, set);
  call.changed_as({"DEL", call[1]});
  call.event(Topic::set, "spop", call[1]);
  (void)call.database().erase(call[1]);
  call.event(Topic::generic, "del", call[1]);
}

void pop_few(Call& call, Set& set, std::size_t count) {
  const std::vector<Member> gone = choose(call, set, count);
  call.reply.set(count);
  for (const Member& member : gone) reply_member(call, member);
  // Behind this line nothing needs memory.
  call.changed_as(removals(call, gone));
  for (const Member& member : gone) set.erase(member);
}

/// Nearly all: those that stay move to a set of their own.
void pop_most(Call& call, Set& set, std::size_t count) {
  const std::size_t stay = set.size() - count;
  const std::vector<Member> all = shuffle(call, set, stay);
  const std::span<const Member> members(all);
  Set kept;
  for (const Member& member : members.first(stay)) kept.insert(member, most_integers(call));
  const std::span<const Member> gone = members.subspan(stay);
  call.reply.set(count);
  for (const Member& member : gone) reply_member(call, member);
  call.changed_as(removals(call, gone));
  set = std::move(kept);
}

void pop_many(Call& call) {
  constexpr std::string_view out_of_range = "ERR value is out of range, must be positive";
  const std::optional<std::int64_t> count = call.integer(2, out_of_range);
  if (!count) return;
  if (*count < 0) return call.reply.error(out_of_range);
  Entry* const entry = call.find(call[1]);
  const Found<Set> found(call, entry);
  if (found.refused()) return;
  if (!found || *count == 0) return call.reply.set(0);
  const auto wanted = static_cast<std::size_t>(*count);
  if (wanted >= found->size()) return pop_all(call, *found);
  Edit<Set> set(call, call.client.database, call[1], entry);
  constexpr std::size_t few = 5;  // as Redis: OBJECT ENCODING shows where it changes over
  const bool most_go = (set->size() - wanted) * few <= wanted;
  if (most_go)
    pop_most(call, *set, wanted);
  else
    pop_few(call, *set, wanted);
  call.event(Topic::set, "spop", call[1]);
}

// ------------------------------------------------------------ SRANDMEMBER

/// With repetitions.
void draw_any(Call& call, const Set& set, std::uint64_t count) {
  call.reply.array(count);
  const std::size_t limit = call.instance.parameters.output_limits.normal.hard;
  constexpr std::size_t frame = 6;  // of the shortest text in a reply
  std::size_t written = 0;
  for (; count > 0; --count) {
    const MemberText text(draw(call, set));
    call.reply.bulk(text.view());
    written += text.view().size() + frame;
    if (limit == 0 || written <= limit) continue;
    // Nobody gets a reply that is so long; and a billion draws would keep everybody else waiting.
    call.client.closing = true;
    return;
  }
}

void draw_different(Call& call, const Set& set, std::size_t count) {
  call.reply.array(std::min(count, set.size()));
  if (count >= set.size()) return reply_members(call, set);
  for (const Member& member : choose(call, set, count)) reply_member(call, member);
}

void draw_counted(Call& call) {
  const std::optional<std::int64_t> count = call.integer(2);
  if (!count) return;
  if (*count < -most)
    return call.reply.error(
        "ERR value is out of range, value must between -9223372036854775807 and "
        "9223372036854775807");
  const Found<Set> set(call, call[1]);
  if (set.refused()) return;
  if (!set || *count == 0) return call.reply.array(0);
  if (*count < 0) return draw_any(call, *set, static_cast<std::uint64_t>(-*count));
  draw_different(call, *set, static_cast<std::size_t>(*count));
}

}  // namespace

void spop(Call& call) {
  if (call.size() == 2) return pop_one(call);
  if (call.size() == 3) return pop_many(call);
  call.reply.error(syntax_error);
}

void srandmember(Call& call) {
  if (call.size() > 3) return call.reply.error(syntax_error);
  if (call.size() == 3) return draw_counted(call);
  const Found<Set> set(call, call[1]);
  if (set.refused()) return;
  if (!set) return call.reply.null();
  reply_member(call, draw(call, *set));
}

}  // namespace kit::resp::commands
