// Database: the keys of one numbered database, and when they die.
//
// A key whose time has come is gone for everybody at once: whoever looks it up finds nothing, and
// takes it out in passing. Those that nobody looks up are found by expire_some(), a few at a time,
// so that the memory of a million dead sessions comes back without anybody asking.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "servers/resp/store/entry.hpp"
#include "servers/resp/store/hash.hpp"
#include "servers/resp/store/table.hpp"

namespace kit::resp {

class Database {
 public:
  using Deadline = Entry::Deadline;

  /// `now`: Unix time in ms, which the owner moves on. It must outlive the database.
  explicit Database(const std::int64_t& now) noexcept : now_(now) {}
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() { clear(); }

  /// Those that are dead and not found yet are counted.
  std::size_t size() const noexcept { return keys_.size(); }
  std::size_t with_deadline() const noexcept { return deadlines_.size(); }

  // Each takes the key's hash_of(), if the caller has it already.

  /// Null if there is none, or its time has come. Good until the database is changed.
  Entry* find(std::string_view key) { return find(key, hash_of(key)); }
  Entry* find(std::string_view key, std::uint64_t hash);

  /// Sets the key, whatever it was before. Returns the entry.
  Entry* set(std::string_view key, std::string_view value, Deadline deadline = {}) {
    return set(key, hash_of(key), value, deadline);
  }
  Entry* set(std::string_view key, std::uint64_t hash, std::string_view value, Deadline deadline);

  // Of a key that is there; the entry is one that find() has just given. Return the entry that
  // there is now. The deadline stays as it is, but for the last one.

  Entry* set_value(Entry* entry, std::string_view value);
  Entry* set_value(Entry* entry, std::int64_t number);
  Entry* set_size(Entry* entry, std::size_t size);
  Entry* set_deadline(Entry* entry, Deadline deadline);

  /// False if there is none.
  bool erase(std::string_view key) { return erase(key, hash_of(key)); }
  bool erase(std::string_view key, std::uint64_t hash);

  /// Looks at about so many keys that have a deadline, a different part each time, and takes out
  /// those that are dead. Returns how many those were.
  std::size_t expire_some(std::size_t look_at);

  /// All keys, the dead ones, too. It takes as long as there are many: about 0.1 us a key.
  void clear() noexcept;

  /// See Table::scan. `visit(Entry*)` gets no dead ones, and must not change the database.
  template <class Visit>
  std::uint64_t scan(std::uint64_t cursor, Visit visit) const {
    return keys_.scan(cursor, [this, &visit](Entry* entry) {
      if (!is_dead(*entry)) visit(entry);
    });
  }

  bool is_dead(const Entry& entry) const noexcept {
    const Deadline deadline = entry.deadline();
    return deadline && *deadline <= now_;
  }

 private:
  struct Traits {
    using Entry = resp::Entry;
    static std::string_view key(const Entry& entry) noexcept { return entry.key(); }
    static std::uint64_t hash(const Entry& entry) noexcept { return hash_of(entry.key()); }
  };
  using Keys = Table<Traits>;

  template <class Change>
  Entry* change(Entry* entry, Change make_change);
  void remove(const Keys::Place& place, std::string_view key, std::uint64_t hash) noexcept;

  const std::int64_t& now_;
  Keys keys_;
  Keys deadlines_;  // those of the keys that have one: the same entries
  std::uint64_t expire_cursor_ = 0;
};

}  // namespace kit::resp
