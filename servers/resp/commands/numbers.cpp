// Commands that count.
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/values.hpp"
#include "servers/resp/protocol/number.hpp"

namespace kit::resp::commands {
namespace {

/// A number written into a text bit by bit is kept as text.
std::optional<std::int64_t> number_of(const Entry& entry) {
  if (entry.kind() == Kind::integer) return entry.number();
  return parse_integer(entry.text());
}

void add(Call& call, std::int64_t by) {
  Entry* const entry = call.find(call[1]);
  if (!expect_string(call, entry)) return;
  const std::optional<std::int64_t> before = entry != nullptr ? number_of(*entry) : 0;
  if (!before) return call.reply.error(not_an_integer);
  std::int64_t sum = 0;
  if (__builtin_add_overflow(*before, by, &sum))
    return call.reply.error("ERR increment or decrement would overflow");
  if (entry == nullptr)
    call.database().insert(Entry::make(call[1], sum));
  else if (entry->kind() == Kind::integer)
    entry->set_number(sum);
  else
    call.database().set_value(entry, sum);
  call.changed();
  call.event(Topic::string, "incrby", call[1]);
  call.reply.integer(sum);
}

}  // namespace

void incr(Call& call) { add(call, 1); }

void decr(Call& call) { add(call, -1); }

void incrby(Call& call) {
  if (const std::optional<std::int64_t> by = call.integer(2)) add(call, *by);
}

void decrby(Call& call) {
  const std::optional<std::int64_t> by = call.integer(2);
  if (!by) return;
  if (*by == std::numeric_limits<std::int64_t>::min())
    return call.reply.error("ERR decrement would overflow");
  add(call, -*by);
}

void incrbyfloat(Call& call) {
  Entry* const entry = call.find(call[1]);
  if (!expect_string(call, entry)) return;
  const std::optional<long double> before =
      entry != nullptr ? parse_float(ValueText(*entry).view()) : 0;
  const std::optional<long double> by = before ? parse_float(call[2]) : std::nullopt;
  if (!by) return call.reply.error(not_a_float);
  const long double sum = *before + *by;
  if (!std::isfinite(sum)) return call.reply.error("ERR increment would produce NaN or Infinity");
  std::string text;
  append_plain(text, sum);
  if (entry != nullptr)
    call.database().set_value(entry, text);
  else
    call.database().set(call[1], text);
  // The sum, since another machine may round otherwise.
  call.changed_as({"SET", call[1], text, "KEEPTTL"});
  call.event(Topic::string, "incrbyfloat", call[1]);
  call.reply.bulk(text);
}

}  // namespace kit::resp::commands
