#include "servers/resp/commands/values.hpp"

namespace kit::resp {

bool expect_length(Call& call, std::int64_t size, std::size_t more) {
  std::int64_t total = 0;
  const bool overflows = __builtin_add_overflow(size, more, &total);
  const std::size_t most = call.instance.parameters.proto_max_bulk_len;
  if (!overflows && (is_replayed(call) || static_cast<std::size_t>(total) <= most)) return true;
  call.reply.error(too_long_text);
  return false;
}

char* writable_text(Call& call, Entry* entry, std::string_view key, std::size_t size) {
  if (entry != nullptr) {
    // Who writes here once does so again, so short texts, too, move to a block first.
    const bool ready = entry->kind() == Kind::block && entry->text().size() == size;
    if (!ready) entry = call.database().set_size(entry, size);
    return entry->writable();
  }
  Entry* const made = Entry::zeros(key, size);
  call.database().insert(made);
  return made->writable();
}

}  // namespace kit::resp
