// Database: the keys of one numbered database, and when they die.
//
// A key whose time has come is gone for everybody at once: whoever looks it up finds nothing, and
// takes it out in passing. Those that nobody looks up are found by expire_some(), a few at a time,
// so that the memory of a million dead sessions comes back without anybody asking.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "servers/resp/store/entry.hpp"
#include "servers/resp/store/hash.hpp"
#include "servers/resp/store/table.hpp"
#include "servers/resp/store/usage.hpp"

namespace kit::resp {

/// What all databases of a keyspace have in common. The owner moves the time on: for a whole
/// command it is the same.
struct StoreState {
  std::int64_t now = 0;       // Unix time in ms; 0: nothing dies (a log is being replayed)
  Usage usage;                // what is noted in an entry that is used; see Entry::access()
  std::uint64_t expired = 0;  // keys found dead so far
  /// Told of each key that is found dead, before it is gone; may be empty. It must not change a
  /// database.
  std::function<void(std::size_t database, std::string_view key)> on_expired;
  /// Told of each key that is made, while `tells_new`. The same holds for it.
  std::function<void(std::size_t database, std::string_view key)> on_new = {};
  bool tells_new = false;
  /// Entries that are in no database any more, but would take long to be freed at once.
  std::vector<Entry*> discarded = {};
  ~StoreState();
  /// Frees an entry, or leaves that for later if it is a big collection.
  void discard(Entry* entry) noexcept;
  /// Of those that were left, about so many pieces of memory. True while there is more.
  bool free_discarded(std::size_t pieces) noexcept;

  /// A key that was hashed already, before its command: it is not hashed again. Whoever sets it
  /// clears it before the bytes change.
  struct KnownKey {
    const char* data = nullptr;  // null: there is none
    std::size_t size = 0;
    std::uint64_t hash = 0;
  };
  KnownKey known_key;
};

class Database {
 public:
  using Deadline = Entry::Deadline;

  /// `state` must outlive the database. `number`: as SELECT takes it.
  explicit Database(StoreState& state, std::size_t number = 0) noexcept
      : state_(state), number_(number) {}
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() { clear(); }

  /// Those that are dead and not found yet are counted.
  std::size_t size() const noexcept { return keys_.size(); }
  std::size_t with_deadline() const noexcept { return deadlines_.size(); }
  /// What the entries and the tables take.
  std::size_t memory_bytes() const noexcept {
    return entry_bytes_ + keys_.memory_bytes() + deadlines_.memory_bytes();
  }

  // Each takes the key's hash_of(), if the caller has it already.

  /// Null if there is none, or its time has come. Good until the database is changed.
  Entry* find(std::string_view key) { return find(key, hash(key)); }
  Entry* find(std::string_view key, std::uint64_t hash);

  /// Asks the processor for the bucket of a key that will be looked for soon; see TableBase.
  void prefetch(std::uint64_t hash) const noexcept { keys_.prefetch(hash); }
  void prefetch_entry(std::uint64_t hash) const noexcept { keys_.prefetch_entry(hash); }
  /// The hash table of a collection's members; null if the key has none, or is not there. Is no use
  /// of the key, and good until the database is changed.
  const TableBase* members(std::string_view key, std::uint64_t hash) const noexcept {
    const Entry* const entry = keys_.find(key, hash);
    return entry != nullptr ? entry->members() : nullptr;
  }

  /// Sets the key, whatever it was before. Returns the entry.
  Entry* set(std::string_view key, std::string_view value, Deadline deadline = {}) {
    return set(key, hash(key), value, deadline);
  }
  Entry* set(std::string_view key, std::uint64_t hash, std::string_view value, Deadline deadline);
  /// Adds an entry as it is, whose key is not there (dead ones count as there: find() it before).
  /// The database owns it from then on, also when this throws std::bad_alloc.
  enum class Is { new_key, known_key };  // known: somebody has just taken it out
  void insert(Entry* entry, Is is = Is::new_key);

  // Of a key that is there; the entry is one that find() has just given. Return the entry that
  // there is now. The deadline stays as it is, but for the last one.

  Entry* set_value(Entry* entry, std::string_view value);
  Entry* set_value(Entry* entry, std::int64_t number);
  Entry* set_size(Entry* entry, std::size_t size);
  Entry* set_deadline(Entry* entry, Deadline deadline);
  /// While it lives, a collection may be changed where it is: afterwards the database knows how
  /// much memory it takes.
  class [[nodiscard]] InPlace {
   public:
    InPlace(Database& database, const Entry& entry) noexcept
        : database_(database), entry_(entry), before_(entry.memory()) {}
    InPlace(const InPlace&) = delete;
    InPlace& operator=(const InPlace&) = delete;
    ~InPlace() { database_.entry_bytes_ += entry_.memory() - before_; }

   private:
    Database& database_;
    const Entry& entry_;
    std::size_t before_;
  };
  /// Takes it out. It is the caller's from then on: to be destroyed, or inserted elsewhere.
  Entry* take(Entry* entry) noexcept;

  /// False if there is none.
  bool erase(std::string_view key) { return erase(key, hash(key)); }
  bool erase(std::string_view key, std::uint64_t hash);

  /// Looks at about so many keys that have a deadline, a different part each time, and takes out
  /// those that are dead. Returns how many those were.
  std::size_t expire_some(std::size_t look_at);

  /// All keys, the dead ones, too. It takes as long as there are many: about 0.1 us a key.
  void clear() noexcept;

  /// What a database once held, to be freed when there is time.
  class Remains;
  /// All keys, at once.
  Remains take_all() noexcept;
  /// Everything but the number and the state.
  void swap(Database& other) noexcept;

  /// A key by lot that is not dead; null when there is none (or a hundred draws found dead ones
  /// only). `random()` gives 64 random bits.
  template <class Random>
  Entry* random_key(Random&& random);
  /// An entry by lot, dead or not; null when there is none. See Table::random_entry.
  template <class Random>
  Entry* draw(Random&& random) const {
    return keys_.random_entry(random);
  }
  /// The same among the keys that have a deadline.
  template <class Random>
  Entry* draw_mortal(Random&& random) const {
    return deadlines_.random_entry(random);
  }
  /// Up to `count` entries that stand together somewhere, dead ones, too; see Table::sample.
  template <class Visit>
  std::size_t sample(std::size_t count, std::uint64_t random, Visit visit) const {
    return keys_.sample(count, random, visit);
  }
  /// The same among the keys that have a deadline.
  template <class Visit>
  std::size_t sample_mortal(std::size_t count, std::uint64_t random, Visit visit) const {
    return deadlines_.sample(count, random, visit);
  }
  /// Goes on with a rehash; see TableBase. True while there is more to do.
  bool rehash_for(std::size_t buckets) noexcept {
    const bool more = keys_.rehash_for(buckets);
    return deadlines_.rehash_for(buckets) || more;
  }

  /// See Table::scan. `visit(Entry*)` gets no dead ones, and must not change the database.
  template <class Visit>
  std::uint64_t scan(std::uint64_t cursor, Visit visit) const {
    return keys_.scan(cursor, [this, &visit](Entry* entry) {
      if (!is_dead(*entry)) visit(entry);
    });
  }

  bool is_dead(const Entry& entry) const noexcept {
    const Deadline deadline = entry.deadline();
    return deadline && *deadline <= state_.now;
  }

 private:
  struct Traits {
    using Entry = resp::Entry;
    static std::string_view key(const Entry& entry) noexcept { return entry.key(); }
    static std::uint64_t hash(const Entry& entry) noexcept { return hash_of(entry.key()); }
  };
  using Keys = Table<Traits>;

  std::uint64_t hash(std::string_view key) const noexcept {
    const StoreState::KnownKey& known = state_.known_key;
    const bool is_known =
        known.data != nullptr && known.data == key.data() && known.size == key.size();
    return is_known ? known.hash : hash_of(key);
  }
  template <class Change>
  Entry* change(Entry* entry, Change make_change);
  Entry* take(const Keys::Place& place, std::uint64_t hash) noexcept;
  void bury(const Keys::Place& place, std::uint64_t hash);
  void add(const Keys::Place& place, std::uint64_t hash, Entry* entry, Is is = Is::new_key);
  void add_deadline(const Keys::Place& place, Entry* entry);
  Entry* set_anew(const Keys::Place& place, std::uint64_t hash, std::string_view value,
                  Deadline deadline);

  StoreState& state_;
  std::size_t number_;
  std::size_t entry_bytes_ = 0;
  Keys keys_;
  Keys deadlines_;              // those of the keys that have one: the same entries
  std::size_t next_swept_ = 0;  // of the chains of deadlines_, by expire_some()
};

class Database::Remains {
 public:
  Remains(Remains&&) noexcept = default;
  Remains& operator=(Remains&&) = delete;
  ~Remains();

  /// Frees what stands in up to `buckets` buckets. True while there is more.
  bool free_some(std::size_t buckets) noexcept;

 private:
  friend class Database;
  Remains(StoreState& state, Keys keys, Keys deadlines) noexcept
      : state_(state), keys_(std::move(keys)), deadlines_(std::move(deadlines)) {}
  StoreState& state_;
  Keys keys_;
  Keys deadlines_;
};

template <class Random>
Entry* Database::random_key(Random&& random) {
  for (int tries = 0; tries < 100; ++tries) {
    Entry* const entry = keys_.random_entry(random);
    if (entry == nullptr || !is_dead(*entry)) return entry;
    const std::uint64_t hash = hash_of(entry->key());
    bury(keys_.locate(entry->key(), hash), hash);
  }
  return nullptr;
}

}  // namespace kit::resp
