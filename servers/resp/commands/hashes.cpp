// Commands that set, read and take out the fields of a hash.
#include "servers/resp/commands/hashes.hpp"

#include <cstdint>
#include <new>
#include <optional>
#include <string>

#include "servers/resp/commands/families_hashes.hpp"

namespace kit::resp::commands {
namespace {

/// Replies and returns false if a field has no value behind it.
bool expect_pairs(Call& call) {
  if (call.size() % 2 == 0) return true;
  std::string text = "ERR wrong number of arguments for '";
  call.reply.error(text.append(call.command.name).append("' command"));
  return false;
}

/// Sets all the pairs and returns how many fields are new.
std::int64_t set_pairs(Call& call, Hash& hash) {
  const Hash::Limits limits = hash_limits(call);
  std::int64_t added = 0;
  std::size_t i = 2;
  try {
    for (; i < call.size(); i += 2)
      if (hash.set(call[i], call[i + 1], limits)) ++added;
  } catch (const std::bad_alloc&) {
    // The log is to tell what there is.
    for (std::size_t done = 2; done < i; done += 2)
      call.changed_as({"HSET", call[1], call[done], call[done + 1]});
    throw;
  }
  call.changed();
  call.event(Topic::hash, "hset", call[1]);
  return added;
}

/// The value, or that there is none.
void reply_value(Call& call, const std::optional<PackElement>& value) {
  if (!value) return call.reply.null();
  reply_element(call.reply, *value);
}

enum class Part : std::uint8_t { fields, values };

void reply_all(Call& call, Part part) {
  const Found<Hash> hash(call, call[1]);
  if (hash.refused()) return;
  if (!hash) return call.reply.array(0);
  call.reply.array(hash->size());
  hash->for_each([&](const PackElement& field, const PackElement& value) {
    reply_element(call.reply, part == Part::fields ? field : value);
  });
}

}  // namespace

void hset(Call& call) {
  if (!expect_pairs(call)) return;
  Edit<Hash> hash(call, call[1]);
  if (hash.refused()) return;
  call.reply.integer(set_pairs(call, hash.create()));
}

void hmset(Call& call) {
  if (!expect_pairs(call)) return;
  Edit<Hash> hash(call, call[1]);
  if (hash.refused()) return;
  set_pairs(call, hash.create());
  call.reply.ok();
}

void hsetnx(Call& call) {
  Edit<Hash> hash(call, call[1]);
  if (hash.refused()) return;
  if (hash && hash->find(call[2])) return call.reply.integer(0);
  set_pairs(call, hash.create());
  call.reply.integer(1);
}

void hget(Call& call) {
  const Found<Hash> hash(call, call[1]);
  if (hash.refused()) return;
  reply_value(call, hash ? hash->find(call[2]) : std::nullopt);
}

void hmget(Call& call) {
  const Found<Hash> hash(call, call[1]);
  if (hash.refused()) return;
  call.reply.array(call.size() - 2);
  for (std::size_t i = 2; i < call.size(); ++i)
    reply_value(call, hash ? hash->find(call[i]) : std::nullopt);
}

void hgetall(Call& call) {
  const Found<Hash> hash(call, call[1]);
  if (hash.refused()) return;
  if (!hash) return call.reply.map(0);
  call.reply.map(hash->size());
  hash->for_each([&call](const PackElement& field, const PackElement& value) {
    reply_element(call.reply, field);
    reply_element(call.reply, value);
  });
}

void hkeys(Call& call) { reply_all(call, Part::fields); }

void hvals(Call& call) { reply_all(call, Part::values); }

void hlen(Call& call) {
  const Found<Hash> hash(call, call[1]);
  if (hash.refused()) return;
  call.reply.integer(hash ? static_cast<std::int64_t>(hash->size()) : 0);
}

void hexists(Call& call) {
  const Found<Hash> hash(call, call[1]);
  if (hash.refused()) return;
  call.reply.integer(hash && hash->find(call[2]) ? 1 : 0);
}

void hstrlen(Call& call) {
  const Found<Hash> hash(call, call[1]);
  if (hash.refused()) return;
  const std::optional<PackElement> value = hash ? hash->find(call[2]) : std::nullopt;
  call.reply.integer(value ? static_cast<std::int64_t>(value->size()) : 0);
}

void hdel(Call& call) {
  Edit<Hash> hash(call, call[1]);
  if (hash.refused()) return;
  std::int64_t erased = 0;
  for (std::size_t i = 2; hash && i < call.size(); ++i)
    if (hash->erase(call[i])) ++erased;
  if (erased > 0) {
    call.changed();
    call.event(Topic::hash, "hdel", call[1]);
  }
  call.reply.integer(erased);
}

}  // namespace kit::resp::commands
