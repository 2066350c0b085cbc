// Commands on one set, or on one member of two.
#include "servers/resp/commands/sets.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

#include "servers/resp/commands/families_sets.hpp"
#include "servers/resp/commands/scan_options.hpp"

namespace kit::resp::commands {

// ------------------------------------------------------------ changing

void sadd(Call& call) {
  Edit<Set> set(call, call[1]);
  if (set.refused()) return;
  Set& members = set.create();
  const std::size_t limit = most_integers(call);
  std::int64_t added = 0;
  for (const std::string_view member : call.arguments.subspan(2)) {
    if (!members.insert(member, limit)) continue;
    // At once: should there be no memory for the next one, this one stays.
    if (added++ == 0) call.changed();
  }
  if (added > 0) call.event(Topic::set, "sadd", call[1]);
  call.reply.integer(added);
}

void srem(Call& call) {
  Edit<Set> set(call, call[1]);
  if (set.refused()) return;
  std::int64_t removed = 0;
  if (set)
    for (const std::string_view member : call.arguments.subspan(2))
      removed += set->erase(member) ? 1 : 0;
  if (removed > 0) {
    call.changed();
    call.event(Topic::set, "srem", call[1]);
  }
  call.reply.integer(removed);
}

void smove(Call& call) {
  Entry* const from = call.find(call[1]);
  Entry* const to = call.find(call[2]);
  const std::string_view member = call[3];
  if (from == nullptr) return call.reply.integer(0);
  const Found<Set> source(call, from);
  if (source.refused()) return;
  const Found<Set> target(call, to);
  if (target.refused()) return;
  const bool found = source->contains(member);
  if (from == to || !found) return call.reply.integer(found ? 1 : 0);
  bool added = false;
  {
    // First: it may need memory, and then nothing has changed.
    Edit<Set> edit(call, call.client.database, call[2], to);
    added = edit.create().insert(member, most_integers(call));
  }
  call.changed();
  {
    Edit<Set> edit(call, call.client.database, call[1], from);
    edit->erase(member);
    call.event(Topic::set, "srem", call[1]);
  }
  if (added) call.event(Topic::set, "sadd", call[2]);
  call.reply.integer(1);
}

// ------------------------------------------------------------ looking

void scard(Call& call) {
  const Found<Set> set(call, call[1]);
  if (set.refused()) return;
  call.reply.integer(set ? static_cast<std::int64_t>(set->size()) : 0);
}

void sismember(Call& call) {
  const Found<Set> set(call, call[1]);
  if (set.refused()) return;
  call.reply.integer(set && set->contains(call[2]) ? 1 : 0);
}

void smismember(Call& call) {
  const Found<Set> set(call, call[1]);
  if (set.refused()) return;
  call.reply.array(call.size() - 2);
  for (const std::string_view member : call.arguments.subspan(2))
    call.reply.integer(set && set->contains(member) ? 1 : 0);
}

void smembers(Call& call) {
  const Found<Set> set(call, call[1]);
  if (set.refused()) return;
  call.reply.set(set ? set->size() : 0);
  if (set) reply_members(call, *set);
}

void sscan(Call& call) {
  const std::optional<std::uint64_t> cursor = scan_cursor(call, 2);
  if (!cursor) return;
  const Found<Set> set(call, call[1]);
  if (set.refused()) return;
  if (!set) return ScanReply(call).send(0);
  const std::optional<ScanOptions> options = scan_options(call, 3);
  if (!options) return;
  ScanReply reply(call);
  const auto take = [&](const Member& member) {
    const MemberText text(member);
    if (options->wants(text.view())) reply.add(text.view());
  };
  reply.send(scan_some(*set, *cursor, options->count, take));
}

}  // namespace kit::resp::commands
