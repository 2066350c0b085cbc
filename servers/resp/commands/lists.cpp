// Commands on lists that put something in, or look at one element.
#include "servers/resp/commands/lists.hpp"

#include <cstdint>
#include <new>
#include <optional>

#include "servers/resp/commands/families_lists.hpp"

namespace kit::resp::commands {
namespace {

void reply_size(Call& call, const List& list) {
  call.reply.integer(static_cast<std::int64_t>(list.size()));
}

/// All values or none.
void push_all(Call& call, List& list, End end) {
  const PackLimits limits = pack_limits(call);
  std::size_t i = 2;
  try {
    for (; i < call.size(); ++i) push(list, end, call[i], limits);
  } catch (const std::bad_alloc&) {
    pop(list, end, i - 2);
    throw;
  }
}

enum class Missing : std::uint8_t { is_made, stays_missing };

void push(Call& call, End end, Missing missing) {
  Edit<List> list(call, call[1]);
  if (list.refused()) return;
  if (!list && missing == Missing::stays_missing) return call.reply.integer(0);
  push_all(call, list.create(), end);
  call.changed();
  reply_size(call, *list);
  call.event(Topic::list, push_event(end), call[1]);
}

}  // namespace

void lpush(Call& call) { push(call, End::head, Missing::is_made); }
void rpush(Call& call) { push(call, End::tail, Missing::is_made); }
void lpushx(Call& call) { push(call, End::head, Missing::stays_missing); }
void rpushx(Call& call) { push(call, End::tail, Missing::stays_missing); }

void llen(Call& call) {
  const Found<List> list(call, call[1]);
  if (list.refused()) return;
  call.reply.integer(list ? static_cast<std::int64_t>(list->size()) : 0);
}

void lindex(Call& call) {
  const Found<List> list(call, call[1]);
  if (list.refused()) return;
  if (!list) return call.reply.null();
  const std::optional<std::int64_t> index = call.integer(2);
  if (!index) return;
  const List::Position position = list->at(*index);
  if (position == list->end()) return call.reply.null();
  reply_element(call.reply, list->get(position));
}

void lset(Call& call) {
  Edit<List> list(call, call[1]);
  if (list.refused()) return;
  if (!list) return call.reply.error(no_such_key);
  const std::optional<std::int64_t> index = call.integer(2);
  if (!index) return;
  if (list->at(*index) == list->end()) return call.reply.error("ERR index out of range");
  list->replace(*index, call[3], pack_limits(call));
  call.changed();
  call.reply.ok();
  call.event(Topic::list, "lset", call[1]);
}

void linsert(Call& call) {
  const bool after = is_word(call[2], "after");
  if (!after && !is_word(call[2], "before")) return call.reply.error(syntax_error);
  Edit<List> list(call, call[1]);
  if (list.refused()) return;
  if (!list) return call.reply.integer(0);
  const List::Position position = list->find(call[3], list->begin());
  if (position == list->end()) return call.reply.integer(-1);
  list->insert(after ? list->next(position) : position, call[4], pack_limits(call));
  call.changed();
  reply_size(call, *list);
  call.event(Topic::list, "linsert", call[1]);
}

}  // namespace kit::resp::commands
