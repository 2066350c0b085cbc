// BITOP: a text whose bits are made of those of other texts.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "servers/resp/commands/bit_words.hpp"
#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/values.hpp"

namespace kit::resp::commands {
namespace {

std::optional<BitOperation> operation_of(std::string_view word) {
  if (is_word(word, "and")) return BitOperation::conjunction;
  if (is_word(word, "or")) return BitOperation::disjunction;
  if (is_word(word, "xor")) return BitOperation::exclusive_or;
  if (is_word(word, "not")) return BitOperation::negation;
  return std::nullopt;
}

/// Writes `size` bytes, which are zeros before. Each text is as if zeros followed behind it.
void combine(BitOperation operation, const std::vector<std::string_view>& texts, char* result,
             std::size_t size) {
  // A piece of the result stays in the first cache while all texts pass by.
  constexpr std::size_t piece = 8 * 1024;
  for (std::size_t at = 0; at < size; at += piece) {
    const std::size_t count = std::min(piece, size - at);
    char* const to = result + at;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::string_view from = texts[i].substr(std::min(at, texts[i].size()), count);
      if (i == 0 && operation != BitOperation::negation)
        from.copy(to, from.size());
      else
        combine_bits(operation, to, from.data(), from.size());
      if (operation == BitOperation::conjunction) std::fill(to + from.size(), to + count, '\0');
    }
  }
}

/// The entry takes its key's place, whatever that was before: a source, too, which has been read.
void replace(Database& database, Entry* entry) {
  Entry* const old = database.find(entry->key());
  if (old != nullptr) Entry::destroy(database.take(old));
  database.insert(entry, old == nullptr ? Database::Is::new_key : Database::Is::known_key);
}

}  // namespace

void bitop(Call& call) {
  const std::optional<BitOperation> operation = operation_of(call[1]);
  if (!operation) return call.reply.error(syntax_error);
  if (*operation == BitOperation::negation && call.size() != 4)
    return call.reply.error("ERR BITOP NOT must be called with a single source key.");
  std::deque<ValueText> values;  // which cannot move
  std::vector<std::string_view> texts;
  for (std::size_t i = 3; i < call.size(); ++i) {
    const Entry* const entry = call.read(call[i]);
    if (!expect_string(call, entry)) return;
    texts.push_back(entry != nullptr ? values.emplace_back(*entry).view() : std::string_view());
  }
  std::size_t size = 0;
  for (const std::string_view text : texts) size = std::max(size, text.size());
  call.reply.integer(static_cast<std::int64_t>(size));
  if (size == 0) {
    if (!call.database().erase(call[2])) return;
    call.changed();
    return call.event(Topic::generic, "del", call[2]);
  }
  Entry* const result = Entry::zeros(call[2], size);
  combine(*operation, texts, result->writable(), size);
  replace(call.database(), result);
  call.changed();
  call.event(Topic::string, "set", call[2]);
}

}  // namespace kit::resp::commands
