// Commands that count in a field of a hash.
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include "servers/resp/commands/families_hashes.hpp"
#include "servers/resp/commands/hashes.hpp"
#include "servers/resp/protocol/number.hpp"

namespace kit::resp::commands {
namespace {

std::optional<std::int64_t> integer_of(const PackElement& value) {
  if (value.is_integer()) return value.integer();
  PackElement::Digits none;
  return parse_integer(value.text(none));
}

std::optional<long double> float_of(const PackElement& value) {
  PackElement::Digits digits;
  return parse_float(value.text(digits));
}

}  // namespace

void hincrby(Call& call) {
  const std::optional<std::int64_t> by = call.integer(3);
  if (!by) return;
  Edit<Hash> hash(call, call[1]);
  if (hash.refused()) return;
  const std::optional<PackElement> value = hash ? hash->find(call[2]) : std::nullopt;
  const std::optional<std::int64_t> before = value ? integer_of(*value) : 0;
  if (!before) return call.reply.error("ERR hash value is not an integer");
  std::int64_t sum = 0;
  if (__builtin_add_overflow(*before, *by, &sum))
    return call.reply.error("ERR increment or decrement would overflow");
  std::string text;
  append_integer(text, sum);
  hash.create().set(call[2], text, hash_limits(call));
  call.changed();
  call.event(Topic::hash, "hincrby", call[1]);
  call.reply.integer(sum);
}

void hincrbyfloat(Call& call) {
  const std::optional<long double> by = parse_float(call[3]);
  if (!by) return call.reply.error(not_a_float);
  if (!std::isfinite(*by)) return call.reply.error("ERR value is NaN or Infinity");
  Edit<Hash> hash(call, call[1]);
  if (hash.refused()) return;
  const std::optional<PackElement> value = hash ? hash->find(call[2]) : std::nullopt;
  const std::optional<long double> before = value ? float_of(*value) : 0;
  if (!before) return call.reply.error("ERR hash value is not a float");
  const long double sum = *before + *by;
  if (!std::isfinite(sum)) return call.reply.error("ERR increment would produce NaN or Infinity");
  std::string text;
  append_plain(text, sum);
  hash.create().set(call[2], text, hash_limits(call));
  // The sum, since another machine may round otherwise.
  call.changed_as({"HSET", call[1], call[2], text});
  call.event(Topic::hash, "hincrbyfloat", call[1]);
  call.reply.bulk(text);
}

}  // namespace kit::resp::commands
