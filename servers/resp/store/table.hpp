// Table: the hash table under the keyspace, and under its sets, hashes and sorted sets.
//
// Promises: no operation stops to rehash. Growing and shrinking start by reserving an array of zero
// pages, and then every insert and erase moves two buckets into it. scan() gives every entry that
// stays, whatever the table does meanwhile. A table of n entries takes 11 to 21 bytes for each.
//
// Entries belong to the user: the table keeps pointers, and neither copies nor frees what they
// point to. It does not hash either, except when entries move: whoever looks a key up has often
// hashed it before, for a prefetch.
//
// Traits:
//   using Entry = ...;
//   static std::string_view key(const Entry&);    as long as the entry is in the table, the same
//   static std::uint64_t hash(const Entry&);      hash_of(key), or a copy that the entry keeps
//
// The memory of the entries is malloc's. glibc keeps freed blocks of up to 128 bytes in lists that
// a later large request walks to the end: after half a million erases it takes 20 ms. A server that
// must not stall calls mallopt(M_MXFAST, 0) at its start.
//
// Not for two threads at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "servers/resp/store/table_base.hpp"

namespace kit::resp {

template <class Traits>
class Table : public TableBase {
 public:
  using Entry = typename Traits::Entry;

  Table() noexcept : TableBase(&hash_of_entry) {}
  /// The moved-from table is empty, and can be used. FLUSHALL moves the keyspace away, and drains
  /// what it took when there is time.
  Table(Table&&) noexcept = default;
  Table& operator=(Table&&) noexcept = default;
  /// The time it takes grows with the table. Drain a big one before.
  ~Table() = default;

  /// What locate() found. Good until the table is changed, rehash_for() and drain() included.
  class Place {
   public:
    /// Null when the key is not there.
    Entry* entry() const noexcept { return static_cast<Entry*>(spot_.entry); }
    explicit operator bool() const noexcept { return spot_.entry != nullptr; }

   private:
    friend class Table;
    explicit Place(const Spot& spot) noexcept : spot_(spot) {}
    Spot spot_;
  };

  /// Null when the key is not there.
  Entry* find(std::string_view key, std::uint64_t hash) const {
    return static_cast<Entry*>(look_up(key, hash).entry);
  }
  /// Finds the entry, or the place where it would be: insert(), replace() and erase() then need not
  /// look again.
  Place locate(std::string_view key, std::uint64_t hash) const { return Place(look_up(key, hash)); }

  /// At a place without entry. `entry` has the key that was looked for. Throws std::bad_alloc, and
  /// then nothing has changed.
  void insert(const Place& place, Entry* entry) { insert_at(place.spot_, entry); }
  /// At a place with an entry: `entry` has the same key. The old one is the caller's to free,
  /// before or after: the table does not look at it.
  void replace(const Place& place, Entry* entry) noexcept { replace_at(place.spot_, entry); }
  /// At a place with an entry, which is returned.
  Entry* erase(const Place& place) noexcept {
    erase_at(place.spot_);
    return place.entry();
  }
  /// The entry that was taken out; null when the key is not there.
  Entry* erase(std::string_view key, std::uint64_t hash) {
    const Place place = locate(key, hash);
    return place ? erase(place) : nullptr;
  }

  /// Calls `visit(Entry*)` for some entries, none at times, and returns the cursor for the next
  /// call; 0 when that was the last. Begins with 0. An entry that is there from the first call to
  /// the last is visited at least once; twice only if the table shrinks or is rehashing meanwhile.
  /// Any number is taken as a cursor. `visit` must not change the table.
  template <class Visit>
  std::uint64_t scan(std::uint64_t cursor, Visit visit) const {
    auto typed = [&visit](void* entry) { visit(static_cast<Entry*>(entry)); };
    return scan_chains(cursor, typed);
  }

  /// Calls `visit(Entry*)` for the entries of one chain, and returns the place of the next one; 0
  /// behind the last. Begins with 0. For those who erase what they find: behind a scan(), the
  /// entries that are left are those whose hashes end alike, and a table that has shrunk keeps them
  /// in a few long chains. What moves while the table rehashes may be missed until the next time.
  template <class Visit>
  std::size_t sweep(std::size_t place, Visit visit) const {
    if (chain_count() == 0) return 0;
    if (place >= chain_count()) place = 0;  // it has shrunk
    auto typed = [&visit](void* entry) { visit(static_cast<Entry*>(entry)); };
    visit_chain(chain_at(place), typed);
    return place + 1 < chain_count() ? place + 1 : 0;
  }

  /// Every entry once. `visit` must not change the table.
  template <class Visit>
  void for_each(Visit visit) const {
    for (std::uint64_t cursor = scan(0, visit); cursor != 0;) cursor = scan(cursor, visit);
  }

  /// An entry by lot, all with the same chance; null when there is none. `random()` gives 64 random
  /// bits, and is asked once or twice in a table as full as usual.
  template <class Random>
  Entry* random_entry(Random&& random) const {
    if (empty()) return nullptr;
    // So many refusals happen only when the table was emptied during a pause.
    for (int tries = 0; tries < 25; ++tries)
      if (void* drawn = draw(random())) return static_cast<Entry*>(drawn);
    return static_cast<Entry*>(draw_in_order(random()));
  }

  /// Calls `visit(Entry*)` for up to `count` entries that stand together somewhere: cheaper than as
  /// many calls of random_entry(), and good enough to guess what is old or expired. Fewer only when
  /// the table is that small or nearly empty. Returns how many. `visit` must not change the table.
  template <class Visit>
  std::size_t sample(std::size_t count, std::uint64_t random, Visit visit) const;

  /// Takes the entries out of up to `buckets` buckets and calls `free(Entry*)` for each, which must
  /// not throw. True while there are more. From the first call until this is false, the table is
  /// good for nothing else.
  template <class Free>
  bool drain(std::size_t buckets, Free free);

 private:
  static std::uint64_t hash_of_entry(const void* entry) {
    return Traits::hash(*static_cast<const Entry*>(entry));
  }

  Spot look_up(std::string_view key, std::uint64_t hash) const;
};

template <class Traits>
TableBase::Spot Table<Traits>::look_up(std::string_view key, std::uint64_t hash) const {
  const std::uint8_t tag = Bucket::tag_of(hash);
  Bucket* last = nullptr;
  for (Bucket* bucket = home(hash); bucket != nullptr; bucket = bucket->next()) {
    Bucket::Slots slots = bucket->with_tag(tag);
    for (; slots != 0; slots = Bucket::without_first(slots)) {
      const unsigned slot = Bucket::first(slots);
      void* entry = bucket->slots[slot];
      if (Traits::key(*static_cast<const Entry*>(entry)) == key)
        return {bucket, slot, entry, hash, changes()};
    }
    last = bucket;
  }
  return {last, 0, nullptr, hash, changes()};
}

template <class Traits>
template <class Visit>
std::size_t Table<Traits>::sample(std::size_t count, std::uint64_t random, Visit visit) const {
  // Long enough for the sparsest table that is not about to shrink, and no walk through megabytes.
  const std::size_t chains = chain_count();
  std::size_t steps = 10 * count < chains ? 10 * count : chains;
  std::size_t visited = 0;
  auto up_to_count = [&visited, &visit, count](void* entry) {
    if (visited == count) return;
    ++visited;
    visit(static_cast<Entry*>(entry));
  };
  for (; steps > 0 && visited < count; --steps, ++random)
    visit_chain(chain_at(random % chains), up_to_count);
  return visited;
}

template <class Traits>
template <class Free>
bool Table<Traits>::drain(std::size_t buckets, Free free) {
  auto typed = [&free](void* entry) { free(static_cast<Entry*>(entry)); };
  for (; buckets > 0; --buckets) {
    const Bucket* chain = drain_begin();
    if (chain == nullptr) return false;
    visit_chain(chain, typed);
    drain_end();
  }
  return true;
}

}  // namespace kit::resp
