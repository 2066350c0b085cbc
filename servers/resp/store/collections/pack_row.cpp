#include "servers/resp/store/collections/pack_row.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

#include "servers/resp/store/memory.hpp"

namespace kit::resp {
namespace {

constexpr std::size_t smallest_capacity = 4;

}  // namespace

PackRow::~PackRow() {
  std::destroy_n(packs_ + first_, size_);
  std::free(packs_);
}

std::size_t PackRow::memory() const noexcept {
  return packs_ == nullptr ? 0 : allocated_size(packs_);
}

void PackRow::insert(std::size_t i, Pack&& pack) { new (open(i)) Pack(std::move(pack)); }

void PackRow::erase(std::size_t i, std::size_t count) noexcept {
  std::destroy_n(packs_ + first_ + i, count);
  const std::size_t behind = size_ - i - count;
  if (i < behind) {
    move(first_, first_ + count, i);
    first_ += count;
  } else {
    move(first_ + i + count, first_ + i, behind);
  }
  size_ -= count;
  if (capacity_ <= smallest_capacity || size_ > capacity_ / 4) return;
  try {
    reallocate(std::max(2 * size_, smallest_capacity));
  } catch (const std::bad_alloc&) {  // then it stays as long as it is
  }
}

/// A place without a pack, before the one with that number. Throws std::bad_alloc.
Pack* PackRow::open(std::size_t i) {
  const bool in_front = i < size_ - i;
  if (in_front ? first_ == 0 : first_ + size_ == capacity_) {
    // If it is half empty, the room is on the wrong side, and moving to the middle is enough.
    const bool is_full = capacity_ < smallest_capacity || size_ > capacity_ / 2;
    reallocate(is_full ? std::max(2 * size_, smallest_capacity) : capacity_);
  }
  if (in_front) {
    move(first_, first_ - 1, i);
    --first_;
  } else {
    move(first_ + i, first_ + i + 1, size_ - i);
  }
  ++size_;
  return packs_ + first_ + i;
}

/// The words as they are: a pack does not know where it stands.
void PackRow::move(std::size_t from, std::size_t to, std::size_t count) noexcept {
  if (count == 0) return;
  std::memmove(static_cast<void*>(packs_ + to), static_cast<const void*>(packs_ + from),
               count * sizeof(Pack));
}

/// The packs stand in the middle afterwards.
void PackRow::reallocate(std::size_t capacity) {
  void* const memory = std::malloc(capacity * sizeof(Pack));
  if (memory == nullptr) throw std::bad_alloc();
  auto* const packs = static_cast<Pack*>(memory);
  const std::size_t first = (capacity - size_ + 1) / 2;
  if (size_ > 0)
    std::memcpy(static_cast<void*>(packs + first), static_cast<const void*>(packs_ + first_),
                size_ * sizeof(Pack));
  std::free(packs_);
  packs_ = packs;
  first_ = first;
  capacity_ = capacity;
}

}  // namespace kit::resp
