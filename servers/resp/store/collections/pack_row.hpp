// PackRow: packs in a row, to which one can add at both ends at once, as the nodes of a long list.
//
//   | room | pack | pack | pack | ... | room |        one piece of memory, a word for each pack
//
// Nodes that point to each other would take more, and an index would have to jump from each to the
// next. To put one in the middle moves the words on the shorter side, which is cheap: a list of a
// hundred thousand elements has about a hundred packs.
#pragma once

#include <cstddef>

#include "servers/resp/store/collections/pack.hpp"

namespace kit::resp {

class PackRow {
 public:
  PackRow() = default;
  PackRow(const PackRow&) = delete;
  PackRow& operator=(const PackRow&) = delete;
  ~PackRow();

  std::size_t size() const noexcept { return size_; }
  Pack& operator[](std::size_t i) noexcept { return packs_[first_ + i]; }
  const Pack& operator[](std::size_t i) const noexcept { return packs_[first_ + i]; }
  Pack& back() noexcept { return (*this)[size_ - 1]; }

  /// Before the pack with that number; at size() behind all. Throws std::bad_alloc; then nothing
  /// has changed, and the pack is still the caller's.
  void insert(std::size_t i, Pack&& pack);
  void erase(std::size_t i, std::size_t count = 1) noexcept;

  /// What malloc has given for the row, in bytes, without the packs' own.
  std::size_t memory() const noexcept;

 private:
  Pack* open(std::size_t i);
  void move(std::size_t from, std::size_t to, std::size_t count) noexcept;
  void reallocate(std::size_t capacity);

  Pack* packs_ = nullptr;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace kit::resp
