// Bucket: seven entries in one cache line. BucketArray: the line-up of them a hash points into.
//
// A search reads one line of 64 bytes and compares seven tags at once; of the entries it reads only
// those whose tag fits, one in 255 of the wrong ones. A table of single entries behind pointers
// (Redis's dict) reads the pointer's line and then every entry on the way.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace kit::resp {

struct Bucket {
  static constexpr unsigned slot_count = 7;
  static constexpr unsigned last_slot = slot_count - 1;

  // Byte i, counted from the low end: the tag of slots[i], 0 when it is free. Byte 7: 1 when a
  // further bucket follows. slots[6] is then the link to it, and byte 6 is 0.
  std::uint64_t tags = 0;
  void* slots[slot_count] = {};

  /// A set of slots: bit 8 * i + 7 stands for slots[i]. Walk it with first() and without_first().
  using Slots = std::uint64_t;
  static unsigned first(Slots slots) noexcept {
    return static_cast<unsigned>(std::countr_zero(slots)) / 8;
  }
  static Slots without_first(Slots slots) noexcept { return slots & (slots - 1); }

  /// The table's index takes the low bits of a hash, the tag takes the high ones. Never 0.
  static std::uint8_t tag_of(std::uint64_t hash) noexcept {
    const auto tag = static_cast<std::uint8_t>(hash >> 56);
    return tag == 0 ? std::uint8_t{1} : tag;
  }

  Slots with_tag(std::uint8_t tag) const noexcept {
    return zero_bytes(tags ^ (every_byte * tag)) & all_slots;
  }
  Slots used() const noexcept { return ~zero_bytes(tags) & all_slots; }
  Slots free() const noexcept {
    return zero_bytes(tags) & (chained() ? all_slots >> 8 : all_slots);
  }
  unsigned count() const noexcept { return static_cast<unsigned>(std::popcount(used())); }

  bool chained() const noexcept { return tags >> 56 != 0; }
  /// The further bucket; null when there is none.
  Bucket* next() const noexcept {
    return chained() ? static_cast<Bucket*>(slots[last_slot]) : nullptr;
  }
  /// slots[6] must be free.
  void chain(Bucket* further) noexcept {
    slots[last_slot] = further;
    tags |= std::uint64_t{1} << 56;
  }
  void unchain() noexcept { tags &= ~(std::uint64_t{0xff} << 56); }

  std::uint8_t tag(unsigned slot) const noexcept {
    return static_cast<std::uint8_t>(tags >> (8 * slot));
  }
  void put(unsigned slot, std::uint8_t tag, void* entry) noexcept {
    slots[slot] = entry;
    tags |= std::uint64_t{tag} << (8 * slot);
  }
  void clear(unsigned slot) noexcept { tags &= ~(std::uint64_t{0xff} << (8 * slot)); }

 private:
  static constexpr std::uint64_t every_byte = 0x0101010101010101;
  static constexpr std::uint64_t low_bits = 0x7f7f7f7f7f7f7f7f;
  static constexpr Slots all_slots = 0x0080808080808080;

  /// The high bit of every byte that is 0. Exact: no carry leaves its byte.
  static std::uint64_t zero_bytes(std::uint64_t word) noexcept {
    return ~(((word & low_bits) + low_bits) | word | low_bits);
  }
};

static_assert(sizeof(void*) != 8 || sizeof(Bucket) == 64);

/// A power of two of empty buckets, each in a cache line of its own. Owns its memory, not what
/// hangs on the buckets.
class BucketArray {
 public:
  BucketArray() = default;
  /// None if there is no memory: then size() is 0. The pages of a big array are the system's zero
  /// pages: 16 MB are there at once, and each page is paid for when it is first written.
  explicit BucketArray(std::size_t size) noexcept;
  BucketArray(BucketArray&& other) noexcept
      : buckets_(std::exchange(other.buckets_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  BucketArray& operator=(BucketArray&& other) noexcept {
    std::swap(buckets_, other.buckets_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~BucketArray();

  std::size_t size() const noexcept { return size_; }
  std::size_t mask() const noexcept { return size_ == 0 ? 0 : size_ - 1; }
  Bucket& operator[](std::size_t index) const noexcept { return buckets_[index]; }
  Bucket* data() const noexcept { return buckets_; }

  /// Asks the processor for what hangs on a bucket, if there is one of that number.
  void prefetch_entries(std::size_t index) const noexcept {
    if (index >= size_) return;
    const Bucket& bucket = buckets_[index];
    for (Bucket::Slots slots = bucket.used(); slots != 0; slots = Bucket::without_first(slots))
      __builtin_prefetch(bucket.slots[Bucket::first(slots)]);
  }

  /// The buckets before `end` are never looked at again. Called as `end` grows one by one, it gives
  /// their pages back piece by piece: one munmap(2) of 128 MB would take 10 ms.
  void release_before(std::size_t end) noexcept;

 private:
  Bucket* buckets_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace kit::resp
