// Commands on parts of a text.
#include <cstdint>
#include <cstring>
#include <optional>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/index_range.hpp"
#include "servers/resp/commands/values.hpp"

namespace kit::resp::commands {
namespace {

std::size_t text_size(const Entry* entry) {
  return entry == nullptr ? 0 : ValueText(*entry).view().size();
}

/// Writes argument `i`, which is not empty, into the text from byte `offset` on, and replies how
/// long the text is then. The event is called as the command: "append" or "setrange".
void write_text(Call& call, Entry* entry, std::size_t offset, std::size_t i) {
  const std::size_t end = offset + call[i].size();
  const std::size_t size = end > text_size(entry) ? end : text_size(entry);
  std::memcpy(writable_text(call, entry, call[1], size) + offset, call[i].data(), call[i].size());
  call.changed();
  call.event(Topic::string, call.command.name, call[1]);
  call.reply.integer(static_cast<std::int64_t>(size));
}

}  // namespace

void strlen(Call& call) {
  const Entry* const entry = call.read(call[1]);
  if (!expect_string(call, entry)) return;
  call.reply.integer(static_cast<std::int64_t>(text_size(entry)));
}

void append(Call& call) {
  Entry* const entry = call.find(call[1]);
  if (!expect_string(call, entry)) return;
  if (entry == nullptr) {
    call.database().set(call[1], call[2]);
    call.changed();
    call.event(Topic::string, "append", call[1]);
    return call.reply.integer(static_cast<std::int64_t>(call[2].size()));
  }
  const std::size_t before = text_size(entry);
  if (!expect_length(call, static_cast<std::int64_t>(before), call[2].size())) return;
  write_text(call, entry, before, 2);
}

void setrange(Call& call) {
  const std::optional<std::int64_t> offset = call.integer(2);
  if (!offset) return;
  if (*offset < 0) return call.reply.error("ERR offset is out of range");
  Entry* const entry = call.find(call[1]);
  if (!expect_string(call, entry)) return;
  // Nothing at no place: not even a key comes of it.
  if (call[3].empty()) return call.reply.integer(static_cast<std::int64_t>(text_size(entry)));
  if (!expect_length(call, *offset, call[3].size())) return;
  write_text(call, entry, static_cast<std::size_t>(*offset), 3);
}

void getrange(Call& call) {
  const std::optional<std::int64_t> first = call.integer(2);
  if (!first) return;
  const std::optional<std::int64_t> last = call.integer(3);
  if (!last) return;
  const Entry* const entry = call.read(call[1]);
  if (entry == nullptr) return call.reply.bulk("");
  if (!expect_string(call, entry)) return;
  if (is_backwards(*first, *last)) return call.reply.bulk("");
  const ValueText text(*entry);
  const std::optional<IndexRange> range = index_range(*first, *last, text.view().size());
  if (!range) return call.reply.bulk("");
  call.reply.bulk(text.view().substr(range->first, range->size()));
}

}  // namespace kit::resp::commands
