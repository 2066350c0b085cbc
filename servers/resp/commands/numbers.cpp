// Commands that count.
#include <limits>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/values.hpp"
#include "servers/resp/protocol/number.hpp"

namespace kit::resp::commands {
namespace {

void add(Call& call, std::int64_t by) {
  Entry* const entry = call.find(call[1]);
  std::int64_t sum = 0;
  if (entry != nullptr) {
    if (entry->kind() != Kind::integer) return call.reply.error(not_an_integer);
    sum = entry->number();
  }
  if (__builtin_add_overflow(sum, by, &sum))
    return call.reply.error("ERR increment or decrement would overflow");
  if (entry != nullptr)
    entry->set_number(sum);
  else
    call.database().insert(Entry::make(call[1], sum));
  call.changed();
  call.reply.integer(sum);
}

}  // namespace

void incr(Call& call) { add(call, 1); }

}  // namespace kit::resp::commands
