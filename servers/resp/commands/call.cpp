#include "servers/resp/commands/call.hpp"

#include "servers/resp/protocol/number.hpp"

namespace kit::resp {

/// What was found of the key, counted; that it is missing, said.
Entry* Call::noted(Entry* entry, std::string_view key) noexcept {
  ++(entry != nullptr ? instance.statistics.keyspace_hits : instance.statistics.keyspace_misses);
  if (entry == nullptr) event(Topic::key_miss, "keymiss", key);
  return entry;
}

Entry* Call::read(std::string_view key) { return noted(find(key), key); }

Entry* Call::peek(std::string_view key) { return noted(database().find(key), key); }

Entry* Call::inspect(std::string_view key) {
  Entry* const entry = database().find(key);
  ++(entry != nullptr ? instance.statistics.keyspace_hits : instance.statistics.keyspace_misses);
  return entry;
}

Entry* Call::find(std::string_view key) {
  Entry* const entry = database().find(key);
  if (entry != nullptr) entry->set_access(instance.keyspace.state().usage.next(entry->access()));
  return entry;
}

std::optional<std::int64_t> Call::integer(std::size_t i, std::string_view otherwise) {
  const std::optional<std::int64_t> number = parse_integer(arguments[i]);
  if (!number) reply.error(otherwise);
  return number;
}

void Call::changed_as(std::initializer_list<std::string_view> words) {
  if (instance.journal != nullptr) log_entries_.emplace_back(words.begin(), words.end());
  ++changes_;  // behind what may throw: without its words, the command would go there as it came
}

void Call::changed_as(std::vector<LogEntry>&& entries) noexcept {
  log_entries_.swap(entries);
  ++changes_;
}

Arguments counted_keys(Arguments arguments, int count_at) noexcept {
  const auto at = static_cast<std::size_t>(count_at);
  const std::optional<std::int64_t> count = parse_integer(arguments[at]);
  const std::size_t rest = arguments.size() - at - 1;
  if (!count || *count < 1 || static_cast<std::uint64_t>(*count) > rest) return {};
  return arguments.subspan(at + 1, static_cast<std::size_t>(*count));
}

std::string_view type_name(Kind kind) noexcept {
  switch (kind) {
    case Kind::integer:
    case Kind::embedded:
    case Kind::block:
      break;
    case Kind::list:
      return "list";
    case Kind::hash:
      return "hash";
    case Kind::set:
      return "set";
    case Kind::sorted_set:
      return "zset";
  }
  return "string";
}

bool is_word(std::string_view text, std::string_view word) noexcept {
  if (text.size() != word.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char letter = text[i];
    const char small = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter | 0x20) : letter;
    if (small != word[i]) return false;
  }
  return true;
}

}  // namespace kit::resp
