// The part of a hash table that does not depend on what its entries are. Use Table.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>

#include "servers/resp/store/buckets.hpp"

namespace kit::resp {

class TableBase {
 public:
  TableBase(const TableBase&) = delete;
  TableBase& operator=(const TableBase&) = delete;

  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }

  /// What the table itself takes; the entries are their owner's.
  std::size_t memory_bytes() const noexcept;

  /// Buckets of the array in use and, while rehashing, of the one that replaces it. Not those that
  /// were chained on.
  std::size_t bucket_count() const noexcept { return arrays_[0].size() + arrays_[1].size(); }

  /// True while entries move into a new array.
  bool rehashing() const noexcept { return arrays_[1].size() != 0; }

  /// Moves up to `buckets` buckets, about a microsecond each. True while more are left. Not
  /// necessary, but a loop with nothing to do gets it over with.
  bool rehash_for(std::size_t buckets) noexcept;

  /// While a Pause lives, the table neither grows nor shrinks nor moves entries from array to
  /// array: a scan in many steps then gives every entry that stays exactly once. Short: the chains
  /// get long. It must not outlive the table, and a paused table must not be moved.
  class [[nodiscard]] Pause {
   public:
    explicit Pause(TableBase& table) noexcept : table_(&table) { ++table.pauses_; }
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;
    ~Pause() { --table_->pauses_; }

   private:
    TableBase* table_;
  };
  Pause pause() noexcept { return Pause(*this); }
  /// Before so many inserts into a table without entries: room for them at once. Without memory for
  /// that, the table grows as always. Keep the Pause until they are in: a table that is nearly
  /// empty would shrink.
  Pause reserve(std::size_t entries) noexcept;

  /// Asks the processor for the bucket of `hash`. With a batch of commands at hand: first this for
  /// all of them, then prefetch_entry() for all, then the commands. The waits overlap.
  void prefetch(std::uint64_t hash) const noexcept { __builtin_prefetch(home(hash)); }
  /// Asks for the entries in that bucket that may be meant.
  void prefetch_entry(std::uint64_t hash) const noexcept;

 protected:
  using HashOf = std::uint64_t (*)(const void* entry);

  /// Where an entry stands, or where it would.
  struct Spot {
    Bucket* bucket = nullptr;  // null: the table has no bucket yet
    unsigned slot = 0;         // of the entry, when there is one
    void* entry = nullptr;
    std::uint64_t hash = 0;
    std::uint32_t changes = 0;  // the table's, when this was found: it is stale when they differ
  };

  explicit TableBase(HashOf hash_of) noexcept : hash_of_(hash_of) {}
  TableBase(TableBase&& other) noexcept;
  TableBase& operator=(TableBase&& other) noexcept;
  ~TableBase();

  /// The first bucket of the only chain in which `hash` can be; null when there is none. During a
  /// rehash this is the old one until it has moved, new entries included: never two searches.
  Bucket* home(std::uint64_t hash) const noexcept {
    const std::size_t index = hash & arrays_[0].mask();
    if (index >= moved_) return arrays_[0].data() + index;
    return arrays_[1].data() + (hash & arrays_[1].mask());
  }

  std::uint32_t changes() const noexcept { return changes_; }
  void insert_at(const Spot& spot, void* entry);
  void replace_at(const Spot& spot, void* entry) noexcept;
  void erase_at(const Spot& spot) noexcept;

  template <class Visit>
  static void visit_chain(const Bucket* bucket, Visit& visit) {
    for (; bucket != nullptr; bucket = bucket->next())
      for (Bucket::Slots slots = bucket->used(); slots != 0; slots = Bucket::without_first(slots))
        visit(bucket->slots[Bucket::first(slots)]);
  }

  /// One step of a scan; see Table::scan.
  template <class Visit>
  std::uint64_t scan_chains(std::uint64_t cursor, Visit& visit) const;
  /// The next number after `cursor` among those below mask + 1, counted from the highest bit down;
  /// the bits above the mask are ignored.
  static std::uint64_t next_cursor(std::uint64_t cursor, std::uint64_t mask) noexcept;

  /// All chains stand in one row: those of the old array that have not moved, then the new array's.
  std::size_t chain_count() const noexcept { return bucket_count() - moved_; }
  Bucket* chain_at(std::size_t number) const noexcept;

  /// An entry by lot; null when eight lots in a row fall on none. The table must not be empty.
  void* draw(std::uint64_t random) const noexcept;
  /// The first entry from a chain by lot on. The table must not be empty.
  void* draw_in_order(std::uint64_t random) const noexcept;

  /// The first chain that is not drained yet; null at the end, when the table is as new.
  Bucket* drain_begin() noexcept;
  /// The entries of that chain are gone.
  void drain_end() noexcept;

 private:
  Bucket* first_bucket();
  Bucket* chain_on(Bucket* full);
  Bucket* chain_by(std::uint64_t lot) const noexcept;
  void* draw_one(std::uint64_t lot, std::uint64_t limit) const noexcept;
  void append(std::uint64_t hash, Bucket* bucket, void* entry);
  void close_hole(const Spot& spot) noexcept;
  void free_chain(Bucket& first) noexcept;
  void swap(TableBase& other) noexcept;

  void after_change() noexcept;
  bool resize_if_due() noexcept;
  void start_rehash(std::size_t size) noexcept;
  void move_bucket() noexcept;

  HashOf hash_of_;
  BucketArray arrays_[2];    // [1] has buckets only while rehashing
  std::size_t moved_ = 0;    // the buckets of arrays_[0] before this one are empty for good
  std::size_t size_ = 0;     // entries
  std::size_t chained_ = 0;  // buckets outside the arrays
  std::uint32_t changes_ = 0;
  std::uint32_t pauses_ = 0;
};

template <class Visit>
std::uint64_t TableBase::scan_chains(std::uint64_t cursor, Visit& visit) const {
  if (arrays_[0].size() == 0) return 0;
  [[maybe_unused]] const std::uint32_t changes = changes_;
  const bool growing = arrays_[0].size() <= arrays_[1].size();
  const BucketArray& small = arrays_[rehashing() && !growing ? 1 : 0];
  visit_chain(&small[cursor & small.mask()], visit);
  if (!rehashing()) {
    assert(changes_ == changes);  // the visit must not change the table
    return next_cursor(cursor, small.mask());
  }
  // The same keys in the larger array: all its buckets whose number ends in the small one's.
  const BucketArray& large = arrays_[growing ? 1 : 0];
  do {
    visit_chain(&large[cursor & large.mask()], visit);
    cursor = next_cursor(cursor, large.mask());
  } while ((cursor & (small.mask() ^ large.mask())) != 0);
  assert(changes_ == changes);
  return cursor;
}

}  // namespace kit::resp
