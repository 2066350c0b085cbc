// Commands on whole databases.
#include <cstdint>
#include <optional>
#include <string_view>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families.hpp"

namespace kit::resp::commands {
namespace {

/// True if the command may go on. SYNC and ASYNC are the same here: in either case all keys are
/// gone with the reply, and their memory comes back in pieces, between which others are served.
bool flush_options_are_good(Call& call) {
  if (call.size() == 1) return true;
  if (call.size() == 2 && (is_word(call[1], "sync") || is_word(call[1], "async"))) return true;
  call.reply.error(syntax_error);
  return false;
}

/// None after replying that it is no integer.
std::optional<int> swapped_number(Call& call, std::size_t i, std::string_view otherwise) {
  const std::optional<std::int64_t> number = call.integer(i, otherwise);
  if (!number) return std::nullopt;
  if (static_cast<int>(*number) == *number) return static_cast<int>(*number);
  call.reply.error(otherwise);
  return std::nullopt;
}

}  // namespace

void dbsize(Call& call) { call.reply.integer(static_cast<std::int64_t>(call.database().size())); }

void flushdb(Call& call) {
  if (!flush_options_are_good(call)) return;
  call.instance.flush(call.client.database);
  call.changed();
  call.reply.simple("OK");
}

void flushall(Call& call) {
  if (!flush_options_are_good(call)) return;
  call.instance.flush_all();
  call.changed();
  call.reply.simple("OK");
}

void swapdb(Call& call) {
  const std::optional<int> first = swapped_number(call, 1, "ERR invalid first DB index");
  if (!first) return;
  const std::optional<int> second = swapped_number(call, 2, "ERR invalid second DB index");
  if (!second) return;
  const int databases = static_cast<int>(call.instance.keyspace.size());
  if (*first < 0 || *first >= databases || *second < 0 || *second >= databases)
    return call.reply.error("ERR DB index is out of range");
  // A database with itself: nothing happens, and nobody's WATCH is touched.
  if (*first != *second)
    call.instance.swap(static_cast<std::size_t>(*first), static_cast<std::size_t>(*second));
  call.changed();
  call.reply.simple("OK");
}

}  // namespace kit::resp::commands
