// IntSet: different integers in ascending order, side by side in one piece of memory.
//
//   | how many | bytes of each | number | number | ...
//
// Each takes two, four or eight bytes, as the widest one needs: a set of a hundred small numbers is
// 208 bytes, and a search reads a few cache lines. An insert moves what stands behind: good for
// some hundreds.
//
// It is made and given back with malloc and free, and has no constructor: it is longer than its
// class.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kit::resp {

class IntSet {
 public:
  /// An empty one. Throws std::bad_alloc, as everything here that returns an IntSet or changes the
  /// pointer to one; then nothing has changed.
  static IntSet* make();
  static IntSet* copy(const IntSet& from);
  static void destroy(IntSet* set) noexcept;
  /// False if it is there already. The set may move.
  static bool insert(IntSet*& set, std::int64_t number);
  /// False if it is not there. The set may move. Does not throw.
  static bool erase(IntSet*& set, std::int64_t number) noexcept;

  IntSet(const IntSet&) = delete;
  IntSet& operator=(const IntSet&) = delete;

  std::size_t size() const noexcept { return size_; }
  /// The number at this place, 0 the lowest.
  std::int64_t operator[](std::size_t place) const noexcept;
  bool contains(std::int64_t number) const noexcept { return holds(lower_bound(number), number); }
  /// What malloc has given for it, its own bookkeeping included.
  std::size_t memory() const noexcept;

 private:
  IntSet() = default;
  static IntSet* resized(IntSet* set, std::size_t size, std::size_t width);

  char* place_of(std::size_t place) noexcept {
    return reinterpret_cast<char*>(this + 1) + place * width_;
  }
  const char* place_of(std::size_t place) const noexcept {
    return reinterpret_cast<const char*>(this + 1) + place * width_;
  }
  std::size_t lower_bound(std::int64_t number) const noexcept;
  bool holds(std::size_t place, std::int64_t number) const noexcept {
    return place < size_ && (*this)[place] == number;
  }
  void set(std::size_t place, std::int64_t number) noexcept;
  void widen(std::size_t width) noexcept;

  std::uint32_t size_;
  std::uint32_t width_;  // 2, 4 or 8
};
static_assert(sizeof(IntSet) == 8);

}  // namespace kit::resp
