// Commands on several elements of a list.
#include <cstdint>
#include <limits>
#include <optional>

#include "servers/resp/commands/families_lists.hpp"
#include "servers/resp/commands/index_range.hpp"
#include "servers/resp/commands/lists.hpp"

namespace kit::resp::commands {
namespace {

struct Ends {
  std::int64_t first;
  std::int64_t last;

  /// Of a list an end before the first element is not moved to it: nothing is left.
  std::optional<IndexRange> in(const List& list) const noexcept {
    if (last < 0 && last + static_cast<std::int64_t>(list.size()) < 0) return std::nullopt;
    return index_range(first, last, list.size());
  }
};

/// None after replying that one of the two is no integer.
std::optional<Ends> parse_ends(Call& call) {
  const std::optional<std::int64_t> first = call.integer(2);
  if (!first) return std::nullopt;
  const std::optional<std::int64_t> last = call.integer(3);
  if (!last) return std::nullopt;
  return Ends{*first, *last};
}

/// Removes up to `most` that are equal to `value`, beginning at the head. Returns how many.
std::size_t remove_from_head(List& list, const PackValue& value, std::uint64_t most) noexcept {
  std::size_t removed = 0;
  List::Position position = list.find(value, list.begin());
  for (; removed < most && position != list.end(); ++removed)
    position = list.find(value, list.erase(position));
  return removed;
}

std::size_t remove_from_tail(List& list, const PackValue& value, std::uint64_t most) noexcept {
  std::size_t removed = 0;
  List::Position position = list.end();
  while (removed < most && position != list.begin()) {
    position = list.previous(position);
    if (!list.is_at(position, value)) continue;
    position = list.erase(position);
    ++removed;
  }
  return removed;
}

}  // namespace

void lrange(Call& call) {
  const std::optional<Ends> ends = parse_ends(call);
  if (!ends) return;
  const Found<List> list(call, call[1]);
  if (list.refused()) return;
  const auto range = list ? ends->in(*list) : std::nullopt;
  if (!range) return call.reply.array(0);
  call.reply.array(range->size());
  list->visit(list->at(static_cast<std::int64_t>(range->first)), range->size(),
              [&](const PackElement& element) { reply_element(call.reply, element); });
}

void ltrim(Call& call) {
  const std::optional<Ends> ends = parse_ends(call);
  if (!ends) return;
  Edit<List> list(call, call[1]);
  if (list.refused()) return;
  if (!list) return call.reply.ok();
  const std::size_t before = list->size();
  const std::optional<IndexRange> range = ends->in(*list);
  list->pop_back(range ? before - 1 - range->last : before);
  if (range) list->pop_front(range->first);
  if (list->size() != before) call.changed();
  call.reply.ok();
  call.event(Topic::list, "ltrim", call[1]);
}

void lrem(Call& call) {
  const std::optional<std::int64_t> count = call.integer(2);
  if (!count) return;
  Edit<List> list(call, call[1]);
  if (list.refused()) return;
  if (!list) return call.reply.integer(0);
  const PackValue value(call[3]);
  constexpr std::uint64_t all = std::numeric_limits<std::uint64_t>::max();
  const auto bits = static_cast<std::uint64_t>(*count);
  const std::size_t removed = *count < 0 ? remove_from_tail(*list, value, 0 - bits)
                                         : remove_from_head(*list, value, *count == 0 ? all : bits);
  if (removed > 0) {
    call.changed();
    call.event(Topic::list, "lrem", call[1]);
  }
  call.reply.integer(static_cast<std::int64_t>(removed));
}

}  // namespace kit::resp::commands
