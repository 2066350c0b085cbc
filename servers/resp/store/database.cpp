#include "servers/resp/store/database.hpp"

#include <limits>
#include <vector>

namespace kit::resp {

Entry* Database::find(std::string_view key, std::uint64_t hash) {
  const Keys::Place place = keys_.locate(key, hash);
  Entry* const entry = place.entry();
  if (entry == nullptr || !is_dead(*entry)) return entry;
  remove(place, key, hash);
  return nullptr;
}

/// `key` may be the entry's own.
void Database::remove(const Keys::Place& place, std::string_view key, std::uint64_t hash) noexcept {
  Entry* const entry = place.entry();
  if (entry->deadline()) deadlines_.erase(key, hash);
  keys_.erase(place);
  Entry::destroy(entry);
}

bool Database::erase(std::string_view key, std::uint64_t hash) {
  const Keys::Place place = keys_.locate(key, hash);
  if (!place) return false;
  const bool was_there = !is_dead(*place.entry());
  remove(place, key, hash);
  return was_there;
}

Entry* Database::set(std::string_view key, std::uint64_t hash, std::string_view value,
                     Deadline deadline) {
  const Keys::Place place = keys_.locate(key, hash);
  if (Entry* const entry = place.entry()) {
    const bool same = !entry->deadline() && !deadline;  // as for most keys, most of the time
    if (same) {
      Entry* const now = entry->with_value(value);
      if (now != entry) keys_.replace(place, now);
      return now;
    }
    return set_deadline(set_value(entry, value), deadline);
  }
  Entry* const entry = Entry::make(key, value, deadline);
  try {
    if (deadline) deadlines_.insert(deadlines_.locate(key, hash), entry);
    keys_.insert(place, entry);
  } catch (...) {
    if (deadline) deadlines_.erase(key, hash);
    Entry::destroy(entry);
    throw;
  }
  return entry;
}

/// Calls `make_change(entry)`, which returns the entry that there is then, and tells the tables.
template <class Change>
Entry* Database::change(Entry* entry, Change make_change) {
  const std::uint64_t hash = hash_of(entry->key());
  const Keys::Place place = keys_.locate(entry->key(), hash);
  // Both before the change: to find something, a table looks at the keys of its entries.
  const Keys::Place mortal = deadlines_.locate(entry->key(), hash);
  Entry* const now = make_change(entry);
  if (now == entry) return now;
  keys_.replace(place, now);
  if (mortal) deadlines_.replace(mortal, now);
  return now;
}

Entry* Database::set_value(Entry* entry, std::string_view value) {
  return change(entry, [value](Entry* old) { return old->with_value(value); });
}

Entry* Database::set_value(Entry* entry, std::int64_t number) {
  return change(entry, [number](Entry* old) { return old->with_value(number); });
}

Entry* Database::set_size(Entry* entry, std::size_t size) {
  return change(entry, [size](Entry* old) { return old->with_size(size); });
}

Entry* Database::set_deadline(Entry* entry, Deadline deadline) {
  const std::uint64_t hash = hash_of(entry->key());
  const bool had = entry->deadline().has_value();
  if (had && !deadline) deadlines_.erase(entry->key(), hash);
  Entry* const now = change(entry, [deadline](Entry* old) { return old->with_deadline(deadline); });
  if (deadline && !had) deadlines_.insert(deadlines_.locate(now->key(), hash), now);
  return now;
}

std::size_t Database::expire_some(std::size_t look_at) {
  std::vector<Entry*> dead;
  std::size_t looked_at = 0;
  do {
    expire_cursor_ = deadlines_.scan(expire_cursor_, [&](Entry* entry) {
      ++looked_at;
      if (is_dead(*entry)) dead.push_back(entry);
    });
  } while (expire_cursor_ != 0 && looked_at < look_at);
  for (Entry* const entry : dead) {
    const std::uint64_t hash = hash_of(entry->key());
    remove(keys_.locate(entry->key(), hash), entry->key(), hash);
  }
  return dead.size();
}

void Database::clear() noexcept {
  deadlines_ = Keys();
  Keys old = std::move(keys_);
  keys_ = Keys();
  old.drain(std::numeric_limits<std::size_t>::max(), [](Entry* entry) { Entry::destroy(entry); });
  expire_cursor_ = 0;
}

}  // namespace kit::resp
