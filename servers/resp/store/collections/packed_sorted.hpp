// PackedSorted: a small sorted set: member, score, member, score, in their order, in a Pack.
//
// Every command walks all of it. A score that is a whole number is an integer element; any other is
// the letter 'd' and its eight bytes, which no integer is written like.
#pragma once

#include <cstddef>
#include <string_view>

#include "servers/resp/store/collections/pack.hpp"
#include "servers/resp/store/collections/sorted_edge.hpp"

namespace kit::resp {

/// One word. What adds to it may throw std::bad_alloc; then nothing has changed.
class PackedSorted {
 public:
  using Position = Pack::Position;

  /// Whether a score is kept as an integer, as Redis's listpack does. Minus zero is, too, and comes
  /// back as zero.
  static bool is_whole(double score) noexcept;

  PackedSorted clone() const;
  std::size_t size() const noexcept { return pack_.size() / 2; }
  std::size_t memory() const noexcept { return pack_.memory(); }

  /// Of a member; end() if there is none.
  Position find(std::string_view member) const noexcept { return pack_.find(member, 0, 2); }
  Position end() const noexcept { return pack_.end(); }
  double score(Position position) const noexcept { return decode(pack_.get(pack_.next(position))); }
  /// How many members stand before it.
  std::size_t rank(Position position) const noexcept;
  template <class Edge>
  std::size_t rank_of(const Edge& edge) const noexcept;

  /// A member that is not there yet.
  void insert(std::string_view member, double score);
  /// The same behind all others, where it belongs.
  void append(std::string_view member, double score);
  /// `member`: its text. `score`: another one than before.
  void set_score(Position position, std::string_view member, double score);
  void erase(Position position) noexcept { pack_.erase(position, 2); }
  void erase(std::size_t rank, std::size_t count) noexcept {
    if (count > 0) pack_.erase(pack_.at(static_cast<std::ptrdiff_t>(2 * rank)), 2 * count);
  }

  /// `visit(const PackElement& member, double score)` for so many members, the first of that rank;
  /// they must be there. `backwards`: the ranks go down from there.
  template <class Visit>
  void walk(std::size_t rank, std::size_t count, bool backwards, Visit visit) const;

 private:
  static double decode(const PackElement& element) noexcept;

  Pack pack_;
};

template <class Edge>
std::size_t PackedSorted::rank_of(const Edge& edge) const noexcept {
  std::size_t rank = 0;
  PackElement::Digits digits;
  for (Position member = 0; member != end(); ++rank) {
    const Position score = pack_.next(member);
    if (!edge.is_behind(decode(pack_.get(score)), pack_.get(member).text(digits))) break;
    member = pack_.next(score);
  }
  return rank;
}

template <class Visit>
void PackedSorted::walk(std::size_t rank, std::size_t count, bool backwards, Visit visit) const {
  if (count == 0) return;
  for (Position member = pack_.at(static_cast<std::ptrdiff_t>(2 * rank));;) {
    const Position score = pack_.next(member);
    visit(pack_.get(member), decode(pack_.get(score)));
    if (--count == 0) return;
    member = backwards ? pack_.previous(pack_.previous(member)) : pack_.next(score);
  }
}

}  // namespace kit::resp
