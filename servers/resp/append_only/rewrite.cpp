#include "servers/resp/append_only/rewrite.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/protocol/number.hpp"
#include "servers/resp/store/hash.hpp"

namespace kit::resp {
namespace {

/// As many buckets of up to seven entries stand between two looks at the clock.
constexpr int buckets_at_once = 4;

std::optional<std::size_t> database_number(std::string_view word, std::size_t count) {
  const std::optional<std::int64_t> number = parse_integer(word);
  if (!number || *number < 0 || static_cast<std::uint64_t>(*number) >= count) return std::nullopt;
  return static_cast<std::size_t>(*number);
}

}  // namespace

Rewrite::Rewrite(Keyspace& keyspace) : keyspace_(keyspace), progress_(keyspace.size()) {}

void Rewrite::before_change(std::size_t database, std::string_view key) {
  const std::uint64_t hash = hash_of(key);
  const Entry* const entry = keyspace_[database].find(key, hash);
  const bool is_new = covered_.add(database, hash);
  if (entry != nullptr && is_new) out_.add_entry(database, *entry);
}

void Rewrite::append(std::size_t database, std::span<const std::string_view> words) {
  if (is_word(words[0], "flushall")) out_of_date_ = true;
  if (is_word(words[0], "swapdb") && words.size() == 3) follow_swap(words);
  out_.add(database, words);
}

void Rewrite::follow_swap(std::span<const std::string_view> words) {
  const auto one = database_number(words[1], progress_.size());
  const auto other = database_number(words[2], progress_.size());
  if (!one || !other) return;
  std::swap(progress_[*one], progress_[*other]);
  covered_.clear();
}

bool Rewrite::write_some() {
  const auto open =
      std::find_if(progress_.begin(), progress_.end(), [](Progress each) { return !each.done; });
  if (open == progress_.end()) return false;
  const auto number = static_cast<std::size_t>(open - progress_.begin());
  const Database& database = keyspace_[number];
  for (int i = 0; i < buckets_at_once && !open->done; ++i) {
    open->cursor = database.scan(open->cursor,
                                 [this, number](Entry* entry) { out_.add_entry(number, *entry); });
    open->done = open->cursor == 0;
  }
  return true;
}

}  // namespace kit::resp
