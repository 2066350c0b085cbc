// Commands on time: when a key dies, and what time it is.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families.hpp"

namespace kit::resp::commands {
namespace {

enum class Unit { seconds, milliseconds };
enum class From { now, epoch };

struct Conditions {
  bool nx = false;  // only if it has no deadline
  bool xx = false;  // only if it has one
  bool gt = false;  // only if the new one is later; a key without one stays for ever
  bool lt = false;  // only if the new one is earlier
};

bool* condition_named(Conditions& conditions, std::string_view word) {
  if (is_word(word, "nx")) return &conditions.nx;
  if (is_word(word, "xx")) return &conditions.xx;
  if (is_word(word, "gt")) return &conditions.gt;
  if (is_word(word, "lt")) return &conditions.lt;
  return nullptr;
}

/// None after replying what is wrong with them.
std::optional<Conditions> parse_conditions(Call& call) {
  Conditions conditions;
  for (const std::string_view word : call.arguments.subspan(3)) {
    bool* const named = condition_named(conditions, word);
    if (named == nullptr) {
      call.reply.error(std::string("ERR Unsupported option ").append(until_zero(word)));
      return std::nullopt;
    }
    *named = true;
  }
  if (conditions.nx && (conditions.xx || conditions.gt || conditions.lt)) {
    call.reply.error("ERR NX and XX, GT or LT options at the same time are not compatible");
    return std::nullopt;
  }
  if (conditions.gt && conditions.lt) {
    call.reply.error("ERR GT and LT options at the same time are not compatible");
    return std::nullopt;
  }
  return conditions;
}

bool hold(const Conditions& conditions, Entry::Deadline present, std::int64_t wanted) {
  if (conditions.nx && present) return false;
  if (conditions.xx && !present) return false;
  if (conditions.gt && (!present || wanted <= *present)) return false;
  return !conditions.lt || !present || wanted < *present;
}

/// The second argument as Unix time in ms. None after replying what is wrong with it.
std::optional<std::int64_t> parse_deadline(Call& call, Unit unit, From from) {
  std::optional<std::int64_t> number = call.integer(2);
  if (!number) return std::nullopt;
  const std::int64_t factor = unit == Unit::seconds ? 1000 : 1;
  const std::int64_t start = from == From::now ? call.now() : 0;
  std::int64_t deadline = 0;
  if (!__builtin_mul_overflow(*number, factor, &deadline) &&
      !__builtin_add_overflow(deadline, start, &deadline))
    return deadline;
  std::string text = "ERR invalid expire time in '";
  call.reply.error(text.append(call.command.name).append("' command"));
  return std::nullopt;
}

void expire_at(Call& call, Unit unit, From from) {
  const std::string_view key = call[1];
  const std::optional<Conditions> conditions = parse_conditions(call);
  if (!conditions) return;
  const std::optional<std::int64_t> deadline = parse_deadline(call, unit, from);
  if (!deadline) return;
  Entry* const entry = call.find(key);
  if (entry == nullptr || !hold(*conditions, entry->deadline(), *deadline))
    return call.reply.integer(0);
  if (*deadline <= call.now()) {
    (void)call.database().erase(key);
    call.changed_as({"DEL", key});
    call.event(Topic::generic, "del", key);
  } else {
    (void)call.database().set_deadline(entry, *deadline);
    call.changed_as({"PEXPIREAT", key, std::to_string(*deadline)});
    call.event(Topic::generic, "expire", key);
  }
  call.reply.integer(1);
}

/// To the nearest second. 2^63 - 1 has one, too.
std::int64_t in_seconds(std::int64_t milliseconds) {
  return milliseconds / 1000 + (milliseconds % 1000 + 500) / 1000;
}

void reply_deadline(Call& call, Unit unit, From from) {
  const Entry* const entry = call.peek(call[1]);
  if (entry == nullptr) return call.reply.integer(-2);
  const Entry::Deadline deadline = entry->deadline();
  if (!deadline) return call.reply.integer(-1);
  // It lives, so the deadline is later than now.
  const std::int64_t time = from == From::now ? *deadline - call.now() : *deadline;
  call.reply.integer(unit == Unit::seconds ? in_seconds(time) : time);
}

}  // namespace

void expire(Call& call) { expire_at(call, Unit::seconds, From::now); }
void pexpire(Call& call) { expire_at(call, Unit::milliseconds, From::now); }
void expireat(Call& call) { expire_at(call, Unit::seconds, From::epoch); }
void pexpireat(Call& call) { expire_at(call, Unit::milliseconds, From::epoch); }

void ttl(Call& call) { reply_deadline(call, Unit::seconds, From::now); }
void pttl(Call& call) { reply_deadline(call, Unit::milliseconds, From::now); }
void expiretime(Call& call) { reply_deadline(call, Unit::seconds, From::epoch); }
void pexpiretime(Call& call) { reply_deadline(call, Unit::milliseconds, From::epoch); }

void persist(Call& call) {
  Entry* const entry = call.find(call[1]);
  if (entry == nullptr || !entry->deadline()) return call.reply.integer(0);
  (void)call.database().set_deadline(entry, {});
  call.changed();
  call.event(Topic::generic, "persist", call[1]);
  call.reply.integer(1);
}

void time(Call& call) {
  using std::chrono::duration_cast;
  using std::chrono::microseconds;
  constexpr std::int64_t million = 1'000'000;
  std::int64_t now = call.now() * 1000;
  // The server's clock is the system's, except in tests; and the system's knows it better.
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  const std::int64_t exact = duration_cast<microseconds>(since_1970).count();
  if (exact >= now && exact < now + million) now = exact;
  call.reply.array(2);
  call.reply.bulk(std::to_string(now / million));
  call.reply.bulk(std::to_string(now % million));
}

}  // namespace kit::resp::commands
