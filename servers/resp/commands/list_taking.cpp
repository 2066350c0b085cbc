#include "servers/resp/commands/list_taking.hpp"

#include <algorithm>
#include <new>
#include <string>

#include "servers/resp/commands/families_lists.hpp"

namespace kit::resp {
namespace {

constexpr std::string_view pop_event(End end) noexcept {
  return end == End::head ? "lpop" : "rpop";
}

constexpr std::string_view pop_command(End end) noexcept {
  return end == End::head ? "LPOP" : "RPOP";
}

constexpr std::string_view side(End end) noexcept { return end == End::head ? "LEFT" : "RIGHT"; }

List::Position first_from(const List& list, End end) noexcept {
  return end == End::head ? list.begin() : list.previous(list.end());
}

/// The elements from that end on, in the order in which they are going to be taken.
void reply_elements(ReplyWriter& reply, const List& list, End end, std::size_t count) {
  const auto visit = [&reply](const PackElement& element) { reply_element(reply, element); };
  if (end == End::head) return list.visit(list.begin(), count, visit);
  List::Position position = list.end();
  for (; count > 0; --count) {
    position = list.previous(position);
    visit(list.get(position));
  }
}

/// To be called when the reply and the log have it already: nothing can go wrong any more.
void take_out(Call& call, List& list, std::string_view key, End end, std::size_t count = 1) {
  pop(list, end, count);
  call.event(Topic::list, pop_event(end), key);
}

void log_move(Call& call, std::string_view source, std::string_view target, End from, End to) {
  if (!call.command.flags.has(Flag::blocking)) return call.changed();
  call.changed_as({"LMOVE", source, target, side(from), side(to)});
}

}  // namespace

bool take_one(Call& call, std::string_view key, End end) {
  Edit<List> list(call, key);
  if (list.refused()) return true;
  if (!list) return false;
  call.reply.array(2);
  call.reply.bulk(key);
  reply_elements(call.reply, *list, end, 1);
  call.changed_as({pop_command(end), key});
  take_out(call, *list, key, end);
  return true;
}

bool take_some(Call& call, std::string_view key, End end, std::uint64_t count) {
  Edit<List> list(call, key);
  if (list.refused()) return true;
  if (!list) return false;
  const std::size_t taken = std::min<std::uint64_t>(count, list->size());
  call.reply.array(2);
  call.reply.bulk(key);
  call.reply.array(taken);
  reply_elements(call.reply, *list, end, taken);
  call.changed_as({pop_command(end), key, std::to_string(taken)});
  take_out(call, *list, key, end, taken);
  return true;
}

bool move_one(Call& call, std::string_view source, std::string_view target, End from, End to) {
  Entry* const entry = call.find(source);
  if (entry == nullptr) return false;
  const Found<List> found(call, entry);
  if (found.refused()) return true;
  // A copy, since the element moves when it is put into the list it comes from.
  const std::string element = found->get(first_from(*found, from)).to_string();
  {
    Edit<List> list(call, target);
    if (list.refused()) return true;
    call.reply.bulk(element);
    push(list.create(), to, element, pack_limits(call));
    try {
      log_move(call, source, target, from, to);
    } catch (const std::bad_alloc&) {
      pop(*list, to);
      throw;
    }
  }
  Edit<List> list(call, source);
  pop(*list, from);
  call.event(Topic::list, push_event(to), target);
  call.event(Topic::list, pop_event(from), source);
  return true;
}

std::optional<TakeOptions> parse_take_options(Call& call, std::size_t first) {
  constexpr std::string_view no_keys = "ERR numkeys should be greater than 0";
  constexpr std::string_view no_count = "ERR count should be greater than 0";
  const std::optional<std::int64_t> keys = call.integer(first, no_keys);
  if (!keys) return std::nullopt;
  if (*keys < 1) return call.reply.error(no_keys), std::nullopt;
  const auto count = static_cast<std::size_t>(*keys);
  if (count >= call.size() - first - 1) return call.reply.error(syntax_error), std::nullopt;
  TakeOptions options;
  options.keys = call.arguments.subspan(first + 1, count);
  const std::size_t side_at = first + 1 + count;
  const std::optional<End> end = parse_end(call, side_at);
  if (!end) return std::nullopt;
  options.end = *end;
  if (call.size() == side_at + 1) return options;
  if (call.size() < side_at + 3 || !is_word(call[side_at + 1], "count"))
    return call.reply.error(syntax_error), std::nullopt;
  const std::optional<std::int64_t> most = call.integer(side_at + 2, no_count);
  if (!most) return std::nullopt;
  if (*most < 1) return call.reply.error(no_count), std::nullopt;
  if (call.size() > side_at + 3) return call.reply.error(syntax_error), std::nullopt;
  options.count = static_cast<std::uint64_t>(*most);
  return options;
}

namespace commands {
namespace {

void pop_with_count(Call& call, End end) {
  constexpr std::string_view negative = "ERR value is out of range, must be positive";
  const std::optional<std::int64_t> count = call.integer(2, negative);
  if (!count) return;
  if (*count < 0) return call.reply.error(negative);
  Edit<List> list(call, call[1]);
  if (list.refused()) return;
  if (!list) return call.reply.null_array();
  const std::size_t taken = std::min(static_cast<std::size_t>(*count), list->size());
  call.reply.array(taken);
  if (taken == 0) return;
  reply_elements(call.reply, *list, end, taken);
  call.changed();
  take_out(call, *list, call[1], end, taken);
}

void pop(Call& call, End end) {
  if (call.size() > 3)
    return call.reply.error(std::string("ERR wrong number of arguments for '") +
                            std::string(call.command.name) + "' command");
  if (call.size() == 3) return pop_with_count(call, end);
  Edit<List> list(call, call[1]);
  if (list.refused()) return;
  if (!list) return call.reply.null();
  reply_elements(call.reply, *list, end, 1);
  call.changed();
  take_out(call, *list, call[1], end);
}

}  // namespace

void lpop(Call& call) { pop(call, End::head); }
void rpop(Call& call) { pop(call, End::tail); }

void lmpop(Call& call) {
  const std::optional<TakeOptions> options = parse_take_options(call, 1);
  if (!options) return;
  for (const std::string_view key : options->keys)
    if (take_some(call, key, options->end, options->count)) return;
  call.reply.null_array();
}

void lmove(Call& call) {
  const std::optional<End> from = parse_end(call, 3);
  if (!from) return;
  const std::optional<End> to = parse_end(call, 4);
  if (!to) return;
  if (!move_one(call, call[1], call[2], *from, *to)) call.reply.null();
}

void rpoplpush(Call& call) {
  if (!move_one(call, call[1], call[2], End::tail, End::head)) call.reply.null();
}

}  // namespace commands
}  // namespace kit::resp
