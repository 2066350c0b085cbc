#include "servers/resp/store/table_base.hpp"

#include <bit>
#include <new>
#include <utility>

namespace kit::resp {
namespace {

// Each insert and erase moves so many buckets of the old array. With two, the array that grew is
// gone when the new one is a quarter full, and the one that shrank long before it is too small.
constexpr std::size_t moves_per_change = 2;

// Grows when there are more entries than slots in the array: seven a bucket, fourteen bytes an
// entry with the buckets chained on. At six it is one byte more and no faster.
constexpr std::size_t entries_per_bucket = Bucket::slot_count;

// Shrinks below one entry in eight slots, to a quarter full or more: far from both limits, so that
// entries that come and go do not make it grow and shrink in turn.
constexpr std::size_t sparse = 8;

// malloc's own words beside each bucket that was chained on.
constexpr std::size_t malloc_overhead = 16;

// An entry by lot: buckets are drawn alike, and a full one counts more by being refused less. All
// entries have the same chance, up to those in a chain of more than sixteen, one chain in a
// thousand. With less than two entries a bucket eight are as seldom, after half as many draws.
constexpr std::uint64_t draw_limit = 16;
constexpr std::uint64_t sparse_draw_limit = 8;

// In a big table each bucket drawn is a wait for memory: so many wait together.
constexpr std::uint64_t draws_together = 8;

/// The next number of a sequence that begins anywhere and looks random (splitmix64).
std::uint64_t next_lot(std::uint64_t& state) noexcept {
  state += 0x9e3779b97f4a7c15;
  std::uint64_t lot = state;
  lot = (lot ^ lot >> 30) * 0xbf58476d1ce4e5b9;
  lot = (lot ^ lot >> 27) * 0x94d049bb133111eb;
  return lot ^ lot >> 31;
}

std::uint64_t reversed(std::uint64_t bits) noexcept {
  bits = ((bits >> 1) & 0x5555555555555555) | ((bits & 0x5555555555555555) << 1);
  bits = ((bits >> 2) & 0x3333333333333333) | ((bits & 0x3333333333333333) << 2);
  bits = ((bits >> 4) & 0x0f0f0f0f0f0f0f0f) | ((bits & 0x0f0f0f0f0f0f0f0f) << 4);
  return __builtin_bswap64(bits);
}

}  // namespace

TableBase::TableBase(TableBase&& other) noexcept : hash_of_(other.hash_of_) { swap(other); }

TableBase& TableBase::operator=(TableBase&& other) noexcept {
  TableBase taken(std::move(other));
  swap(taken);
  return *this;
}

TableBase::~TableBase() {
  for (const BucketArray& array : arrays_)
    for (std::size_t i = 0; chained_ > 0 && i < array.size(); ++i) free_chain(array[i]);
}

void TableBase::swap(TableBase& other) noexcept {
  assert(pauses_ == 0 && other.pauses_ == 0);
  std::swap(hash_of_, other.hash_of_);
  std::swap(arrays_[0], other.arrays_[0]);
  std::swap(arrays_[1], other.arrays_[1]);
  std::swap(moved_, other.moved_);
  std::swap(size_, other.size_);
  std::swap(chained_, other.chained_);
  // Not swapped: a spot found in one table must not pass for one in the other.
  ++changes_;
  ++other.changes_;
}

std::size_t TableBase::memory_bytes() const noexcept {
  return sizeof(*this) + bucket_count() * sizeof(Bucket) +
         chained_ * (sizeof(Bucket) + malloc_overhead);
}

void TableBase::prefetch_entry(std::uint64_t hash) const noexcept {
  const Bucket* bucket = home(hash);
  if (bucket == nullptr) return;
  Bucket::Slots slots = bucket->with_tag(Bucket::tag_of(hash));
  for (; slots != 0; slots = Bucket::without_first(slots))
    __builtin_prefetch(bucket->slots[Bucket::first(slots)]);
  if (bucket->chained()) __builtin_prefetch(bucket->next());
}

// ---- Changes ------------------------------------------------------------------------------------

// In every chain all buckets but the last are full, and a bucket that was chained on holds two
// entries at least. So a search that finds nothing ends where the entry belongs.

void TableBase::insert_at(const Spot& spot, void* entry) {
  assert(spot.entry == nullptr && spot.changes == changes_);
  assert(moved_ == 0 || rehashing());  // a table that is being drained takes nothing
  append(spot.hash, spot.bucket != nullptr ? spot.bucket : first_bucket(), entry);
  ++size_;
  after_change();
}

void TableBase::replace_at(const Spot& spot, void* entry) noexcept {
  assert(spot.entry != nullptr && spot.changes == changes_);
  spot.bucket->slots[spot.slot] = entry;
}

void TableBase::erase_at(const Spot& spot) noexcept {
  assert(spot.entry != nullptr && spot.changes == changes_);
  spot.bucket->clear(spot.slot);
  close_hole(spot);
  --size_;
  after_change();
}

TableBase::Pause TableBase::reserve(std::size_t entries) noexcept {
  assert(empty() && !rehashing() && moved_ == 0 && pauses_ == 0);
  BucketArray array(std::bit_ceil(entries / entries_per_bucket + 1));
  if (array.size() > 0) arrays_[0] = std::move(array);
  ++changes_;
  return pause();
}

Bucket* TableBase::first_bucket() {
  arrays_[0] = BucketArray(1);
  if (arrays_[0].size() == 0) throw std::bad_alloc();
  return arrays_[0].data();
}

/// `bucket` is the last of its chain, and of the chain where `hash` belongs.
void TableBase::append(std::uint64_t hash, Bucket* bucket, void* entry) {
  Bucket::Slots free = bucket->free();
  if (free == 0) {
    bucket = chain_on(bucket);
    free = bucket->free();
  }
  bucket->put(Bucket::first(free), Bucket::tag_of(hash), entry);
}

/// The link takes a slot: its entry moves into the new bucket.
Bucket* TableBase::chain_on(Bucket* full) {
  auto* further = new Bucket;
  ++chained_;
  further->put(0, full->tag(Bucket::last_slot), full->slots[Bucket::last_slot]);
  full->clear(Bucket::last_slot);
  full->chain(further);
  return further;
}

void TableBase::close_hole(const Spot& spot) noexcept {
  Bucket* before = home(spot.hash);
  if (!before->chained()) return;
  Bucket* last = before->next();
  for (; last->chained(); last = last->next()) before = last;
  if (spot.bucket != last) {
    const unsigned from = Bucket::first(last->used());
    spot.bucket->put(spot.slot, last->tag(from), last->slots[from]);
    last->clear(from);
  }
  if (last->count() > 1) return;
  // The only one left fits where the link was.
  const unsigned from = Bucket::first(last->used());
  before->unchain();
  before->put(Bucket::last_slot, last->tag(from), last->slots[from]);
  delete last;
  --chained_;
}

void TableBase::free_chain(Bucket& first) noexcept {
  for (Bucket* bucket = first.next(); bucket != nullptr; --chained_)
    delete std::exchange(bucket, bucket->next());
}

// ---- Growing and shrinking ----------------------------------------------------------------------

void TableBase::after_change() noexcept {
  ++changes_;
  if (pauses_ > 0) return;
  if (!rehashing()) {
    resize_if_due();
    return;
  }
  for (std::size_t i = 0; i < moves_per_change && rehashing(); ++i) move_bucket();
}

bool TableBase::rehash_for(std::size_t buckets) noexcept {
  if (pauses_ > 0) return rehashing();
  if (!rehashing() && !resize_if_due()) return false;
  ++changes_;
  for (; buckets > 0 && rehashing(); --buckets) move_bucket();
  return rehashing();
}

bool TableBase::resize_if_due() noexcept {
  const std::size_t slots = arrays_[0].size() * entries_per_bucket;
  if (moved_ > 0) return false;  // being drained
  if (size_ > slots)
    start_rehash(std::bit_ceil(size_ / entries_per_bucket + 1));
  else if (size_ < slots / sparse && arrays_[0].size() > 1)
    start_rehash(std::bit_ceil(2 * size_ / entries_per_bucket + 1));
  return rehashing();
}

/// Without memory the table stays as it is, and the next change asks again.
void TableBase::start_rehash(std::size_t size) noexcept { arrays_[1] = BucketArray(size); }

/// noexcept: when half a chain has moved and there is no memory for a bucket, no way is on or back.
void TableBase::move_bucket() noexcept {
  Bucket& old = arrays_[0][moved_];
  auto move = [this](void* entry) {
    const std::uint64_t hash = hash_of_(entry);
    Bucket* bucket = &arrays_[1][hash & arrays_[1].mask()];
    while (bucket->chained()) bucket = bucket->next();
    append(hash, bucket, entry);
  };
  visit_chain(&old, move);
  free_chain(old);
  old.tags = 0;
  arrays_[0].release_before(++moved_);
  arrays_[0].prefetch_entries(moved_ + moves_per_change);  // they are hashed when they move
  if (moved_ < arrays_[0].size()) return;
  arrays_[0] = BucketArray(std::move(arrays_[1]));
  arrays_[1] = BucketArray();
  moved_ = 0;
}

// ---- Walking ------------------------------------------------------------------------------------

std::uint64_t TableBase::next_cursor(std::uint64_t cursor, std::uint64_t mask) noexcept {
  return reversed(reversed(cursor | ~mask) + 1);
}

Bucket* TableBase::chain_at(std::size_t number) const noexcept {
  const std::size_t old = arrays_[0].size() - moved_;
  return number < old ? &arrays_[0][moved_ + number] : &arrays_[1][number - old];
}

/// The high half of a number says which chain: the row of chains is far shorter than 2^32.
Bucket* TableBase::chain_by(std::uint64_t lot) const noexcept {
  return chain_at((lot >> 32) * chain_count() >> 32);
}

void* TableBase::draw(std::uint64_t random) const noexcept {
  assert(!empty());
  if (chain_count() == 1) return draw_one(random, size_);
  // While it rehashes, one half of it may be full and the other empty.
  const bool is_sparse = !rehashing() && size_ < 2 * chain_count();
  const std::uint64_t limit = is_sparse ? sparse_draw_limit : draw_limit;
  std::uint64_t ahead = random;
  for (std::uint64_t i = 0; i < draws_together; ++i) __builtin_prefetch(chain_by(next_lot(ahead)));
  for (std::uint64_t i = 0; i < draws_together; ++i)
    if (void* const drawn = draw_one(next_lot(random), limit)) return drawn;
  return nullptr;
}

void* TableBase::draw_one(std::uint64_t lot, std::uint64_t limit) const noexcept {
  const Bucket* const bucket = chain_by(lot);
  std::uint64_t count = 0;
  for (const Bucket* each = bucket; each != nullptr; each = each->next()) count += each->count();
  std::uint64_t wanted = (lot & 0xffffffff) * (count > limit ? count : limit) >> 32;
  void* drawn = nullptr;
  auto count_down = [&wanted, &drawn](void* entry) {
    if (wanted-- == 0) drawn = entry;
  };
  if (wanted < count) visit_chain(bucket, count_down);
  return drawn;
}

void* TableBase::draw_in_order(std::uint64_t random) const noexcept {
  assert(!empty());
  for (;; ++random) {
    const Bucket* bucket = chain_at(random % chain_count());
    if (bucket->used() != 0) return bucket->slots[Bucket::first(bucket->used())];
  }
}

Bucket* TableBase::drain_begin() noexcept {
  assert(pauses_ == 0);
  ++changes_;
  if (moved_ == arrays_[0].size()) {
    arrays_[0] = BucketArray(std::move(arrays_[1]));
    arrays_[1] = BucketArray();
    moved_ = 0;
    if (arrays_[0].size() == 0) return nullptr;
  }
  return &arrays_[0][moved_];
}

void TableBase::drain_end() noexcept {
  Bucket& drained = arrays_[0][moved_];
  for (const Bucket* each = &drained; each != nullptr; each = each->next()) size_ -= each->count();
  free_chain(drained);
  drained.tags = 0;
  arrays_[0].release_before(++moved_);
}

}  // namespace kit::resp
