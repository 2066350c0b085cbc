#include "servers/resp/store/database.hpp"

#include <cassert>
#include <limits>
#include <new>
#include <vector>

namespace kit::resp {

namespace {

/// So many pieces of memory are given back at once: some microseconds.
constexpr std::size_t light = 64;

}  // namespace

StoreState::~StoreState() {
  for (Entry* const entry : discarded) Entry::destroy(entry);
}

void StoreState::discard(Entry* entry) noexcept {
  if (entry->weight() > light) {
    try {
      discarded.push_back(entry);
      return;
    } catch (const std::bad_alloc&) {  // now or never
    }
  }
  Entry::destroy(entry);
}

bool StoreState::free_discarded(std::size_t pieces) noexcept {
  if (discarded.empty()) return false;
  if (!discarded.back()->drain(pieces)) {
    Entry::destroy(discarded.back());
    discarded.pop_back();
  }
  return !discarded.empty();
}

Entry* Database::find(std::string_view key, std::uint64_t hash) {
  const Keys::Place place = keys_.locate(key, hash);
  Entry* const entry = place.entry();
  if (entry == nullptr || !is_dead(*entry)) return entry;
  bury(place, hash);
  return nullptr;
}

/// Takes out a dead one, and tells.
void Database::bury(const Keys::Place& place, std::uint64_t hash) {
  ++state_.expired;
  if (state_.on_expired) state_.on_expired(number_, place.entry()->key());
  state_.discard(take(place, hash));
}

Entry* Database::take(const Keys::Place& place, std::uint64_t hash) noexcept {
  Entry* const entry = place.entry();
  if (entry->deadline()) deadlines_.erase(entry->key(), hash);
  keys_.erase(place);
  entry_bytes_ -= entry->memory();
  return entry;
}

Entry* Database::take(Entry* entry) noexcept {
  const std::uint64_t hash = hash_of(entry->key());
  return take(keys_.locate(entry->key(), hash), hash);
}

bool Database::erase(std::string_view key, std::uint64_t hash) {
  const Keys::Place place = keys_.locate(key, hash);
  if (!place) return false;
  if (is_dead(*place.entry())) return bury(place, hash), false;
  state_.discard(take(place, hash));
  return true;
}

Entry* Database::set(std::string_view key, std::uint64_t hash, std::string_view value,
                     Deadline deadline) {
  const Keys::Place place = keys_.locate(key, hash);
  Entry* const entry = place.entry();
  if (entry == nullptr) {
    Entry* const added = Entry::make(key, value, deadline);
    add(place, hash, added);
    return added;
  }
  if (is_dead(*entry)) {
    bury(place, hash);
    return set(key, hash, value, deadline);
  }
  entry->set_access(state_.usage.next(entry->access()));
  if (entry->deadline() || deadline || !is_string(entry->kind()))
    return set_anew(place, hash, value, deadline);
  const std::size_t before = entry->memory();
  Entry* const now = entry->with_value(value);
  if (now != entry) {
    keys_.replace(place, now);
    entry_bytes_ += now->memory() - before;
  }
  return now;
}

/// Sets a key that is there, and has a deadline or is to have one, or has a collection. When there
/// is no memory for that, nothing has changed.
Entry* Database::set_anew(const Keys::Place& place, std::uint64_t hash, std::string_view value,
                          Deadline deadline) {
  Entry* const entry = place.entry();
  const std::string_view key = entry->key();
  const Keys::Place mortal = deadlines_.locate(key, hash);
  const std::size_t before = entry->memory();
  Entry* now = nullptr;
  if (mortal && deadline && is_string(entry->kind())) {
    now = entry->with_value(value)->with_deadline(deadline);  // this one stays where it is
    if (now != entry) deadlines_.replace(mortal, now);
  } else {
    now = Entry::make(key, value, deadline);
    now->set_access(entry->access());
    if (mortal && deadline)
      deadlines_.replace(mortal, now);
    else if (mortal)
      deadlines_.erase(mortal);
    else if (deadline)
      add_deadline(mortal, now);
    state_.discard(entry);
  }
  if (now != entry) keys_.replace(place, now);
  entry_bytes_ += now->memory() - before;
  return now;
}

/// Makes the entry mortal, whose key was not. It is destroyed when there is no memory for that.
void Database::add_deadline(const Keys::Place& place, Entry* entry) {
  try {
    deadlines_.insert(place, entry);
  } catch (...) {
    Entry::destroy(entry);
    throw;
  }
}

/// At a place where there is none. It is destroyed when there is no memory for the table.
void Database::add(const Keys::Place& place, std::uint64_t hash, Entry* entry, Is is) {
  const bool mortal = entry->deadline().has_value();
  try {
    if (mortal) deadlines_.insert(deadlines_.locate(entry->key(), hash), entry);
    keys_.insert(place, entry);
  } catch (...) {
    if (mortal) deadlines_.erase(entry->key(), hash);
    Entry::destroy(entry);
    throw;
  }
  entry_bytes_ += entry->memory();
  entry->set_access(state_.usage.first());
  if (state_.tells_new && is == Is::new_key) state_.on_new(number_, entry->key());
}

void Database::insert(Entry* entry, Is is) {
  const std::uint64_t hash = hash_of(entry->key());
  const Keys::Place place = keys_.locate(entry->key(), hash);
  assert(!place);
  add(place, hash, entry, is);
}

/// Calls `make_change(entry)`, which returns the entry that there is then, and tells the tables.
template <class Change>
Entry* Database::change(Entry* entry, Change make_change) {
  const std::uint64_t hash = hash_of(entry->key());
  const Keys::Place place = keys_.locate(entry->key(), hash);
  // Both before the change: to find something, a table looks at the keys of its entries.
  const Keys::Place mortal = deadlines_.locate(entry->key(), hash);
  const std::size_t before = entry->memory();
  Entry* const now = make_change(entry);
  entry_bytes_ += now->memory() - before;
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
  Entry* const now = change(entry, [deadline](Entry* old) { return old->with_deadline(deadline); });
  if (had && !deadline) deadlines_.erase(now->key(), hash);
  if (deadline && !had) deadlines_.insert(deadlines_.locate(now->key(), hash), now);
  return now;
}

std::size_t Database::expire_some(std::size_t look_at) {
  std::vector<Entry*> dead;
  std::size_t looked_at = 0;
  // A table that is about to shrink has hardly an entry in each chain.
  std::size_t chains = 10 * look_at;
  do {
    next_swept_ = deadlines_.sweep(next_swept_, [&](Entry* entry) {
      ++looked_at;
      if (is_dead(*entry)) dead.push_back(entry);
    });
  } while (next_swept_ != 0 && looked_at < look_at && --chains > 0);
  for (Entry* const entry : dead) {
    const std::uint64_t hash = hash_of(entry->key());
    bury(keys_.locate(entry->key(), hash), hash);
  }
  return dead.size();
}

void Database::clear() noexcept { take_all(); }

Database::Remains Database::take_all() noexcept {
  entry_bytes_ = 0;
  next_swept_ = 0;
  return {state_, std::move(keys_), std::move(deadlines_)};
}

void Database::swap(Database& other) noexcept {
  std::swap(entry_bytes_, other.entry_bytes_);
  std::swap(keys_, other.keys_);
  std::swap(deadlines_, other.deadlines_);
  std::swap(next_swept_, other.next_swept_);
}

Database::Remains::~Remains() { free_some(std::numeric_limits<std::size_t>::max()); }

bool Database::Remains::free_some(std::size_t buckets) noexcept {
  // The same entries, so these first and without freeing.
  if (deadlines_.drain(buckets, [](Entry*) {})) return true;
  return keys_.drain(buckets, [this](Entry* entry) { state_.discard(entry); });
}

}  // namespace kit::resp
