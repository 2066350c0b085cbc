// SortedSet: members, each with a score, in the order of the scores.
//
// A collection is one word, which stands in its key's entry. A small sorted set is a PackedSorted,
// which is a word itself. When it grows beyond the limits it turns into a BigSorted, and stays one.
// Whoever uses it need not know which. Ranks count from the lowest score on, the first is 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "servers/resp/store/collections/big_sorted.hpp"
#include "servers/resp/store/collections/packed_sorted.hpp"
#include "servers/resp/store/kind.hpp"

namespace kit::resp {

class SortedSet {
 public:
  static constexpr Kind kind = Kind::sorted_set;

  /// How big a pack may be.
  struct Limits {
    std::size_t entries = 128;  // members; zset-max-listpack-entries
    std::size_t value = 64;     // bytes of a member; zset-max-listpack-value
  };

  SortedSet() noexcept : small_() {}
  SortedSet(SortedSet&& other) noexcept : SortedSet() { *this = std::move(other); }
  SortedSet& operator=(SortedSet&& other) noexcept;
  ~SortedSet();

  /// Throws std::bad_alloc.
  SortedSet clone() const;

  std::size_t size() const noexcept { return is_big() ? big().size() : small_.size(); }
  bool empty() const noexcept { return size() == 0; }
  /// What malloc has given for it, in bytes. Takes no time.
  std::size_t memory() const noexcept;
  /// The table of its members; null if it has none. To ask the processor for what is in it.
  const TableBase* table() const noexcept { return is_big() ? &big().table() : nullptr; }
  /// As OBJECT ENCODING says it.
  std::string_view encoding() const noexcept { return is_big() ? "skiplist" : "listpack"; }

  /// Whether it is small: then minus zero is zero, as in Redis.
  bool is_packed() const noexcept { return !is_big(); }

  /// Where a member is, or would be. Good until the set changes; the text must outlive it.
  class Spot {
   public:
    /// None if the member is not there.
    const std::optional<double>& score() const noexcept { return score_; }

   private:
    friend class SortedSet;
    explicit Spot(std::string_view text) noexcept : text_(text) {}
    std::string_view text_;
    std::optional<double> score_;
    PackedSorted::Position position_ = 0;    // of a small set
    std::optional<BigSorted::Place> place_;  // of a big one
  };
  Spot locate(std::string_view member) const;
  std::optional<double> score(std::string_view member) const { return locate(member).score(); }
  /// Of a member that is there.
  std::size_t rank(const Spot& spot) const;

  /// Adds the member, or gives it another score, which is a number. Throws std::bad_alloc; then no
  /// member has changed.
  void set(const Spot& spot, double score, const Limits& limits);
  /// Makes a big set small again, if it is within the limits. Throws std::bad_alloc; then it stays
  /// as it is.
  void pack(const Limits& limits);
  /// A member that is there.
  void erase(const Spot& spot) noexcept;
  /// So many members, the first of that rank; they must be there.
  void erase(std::size_t rank, std::size_t count) noexcept;

  /// How many members stand before a ScoreEdge or LexEdge.
  template <class Edge>
  std::size_t rank_of(const Edge& edge) const {
    return is_big() ? big().rank_of(edge) : small_.rank_of(edge);
  }
  /// `visit(const PackElement& member, double score)` for so many members, the first of that rank;
  /// they must be there. `backwards`: the ranks go down from there. `visit` must not change the
  /// set.
  template <class Visit>
  void walk(std::size_t rank, std::size_t count, bool backwards, Visit visit) const;
  /// The same for all.
  template <class Visit>
  void for_each(Visit visit) const {
    walk(0, size(), false, visit);
  }
  /// Some of them, or all of a small set, and returns the cursor for the next call; see
  /// Table::scan.
  template <class Visit>
  std::uint64_t scan(std::uint64_t cursor, Visit visit) const;

  /// How much work it is to free it: 1 for one piece of memory.
  std::size_t weight() const noexcept { return is_big() ? size() : 1; }
  /// Frees about so many pieces of memory. True while there are more; the collection is good for
  /// nothing else from then on.
  bool drain(std::size_t pieces) noexcept { return is_big() && big().drain(pieces); }

 private:
  static_assert(sizeof(PackedSorted) == sizeof(std::uintptr_t));

  /// What malloc gives begins at an even address, so this bit of the word tells the two apart.
  static constexpr std::uintptr_t big_mark = 1;

  std::uintptr_t word() const noexcept {
    std::uintptr_t word;
    std::memcpy(&word, static_cast<const void*>(this), sizeof word);
    return word;
  }
  void set_word(std::uintptr_t word) noexcept {
    std::memcpy(static_cast<void*>(this), &word, sizeof word);
  }
  bool is_big() const noexcept { return (word() & big_mark) != 0; }
  BigSorted& big() const noexcept { return *reinterpret_cast<BigSorted*>(word() - big_mark); }
  /// Of an empty word.
  void hold(std::unique_ptr<BigSorted> big) noexcept {
    set_word(reinterpret_cast<std::uintptr_t>(big.release()) + big_mark);
  }
  std::unique_ptr<BigSorted> as_big() const;

  union {
    PackedSorted small_;  // while the mark is not set
    std::uintptr_t big_;  // the address of a BigSorted, marked
  };
};

template <class Visit>
void SortedSet::walk(std::size_t rank, std::size_t count, bool backwards, Visit visit) const {
  if (!is_big()) return small_.walk(rank, count, backwards, visit);
  big().walk(rank, count, backwards, [&visit](std::string_view member, double score) {
    visit(PackElement(member), score);
  });
}

template <class Visit>
std::uint64_t SortedSet::scan(std::uint64_t cursor, Visit visit) const {
  if (!is_big()) return small_.walk(0, size(), false, visit), 0;
  return big().scan(cursor, [&visit](std::string_view member, double score) {
    visit(PackElement(member), score);
  });
}

}  // namespace kit::resp
