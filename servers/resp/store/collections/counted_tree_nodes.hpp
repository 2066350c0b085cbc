// The nodes of a CountedTree, and how elements move within and between them.
//
// Scores, members and what else belongs to an element stand in arrays of their own: a search reads
// the scores alone.
#pragma once

#include <cstddef>
#include <cstring>

#include "servers/resp/store/collections/scored_member.hpp"

namespace kit::resp::tree {

/// Moves the elements from `first` on to `to`, which is in the same array or in another one.
template <class Element>
void shift(const Element* first, const Element* end, Element* to) noexcept {
  std::memmove(to, first, static_cast<std::size_t>(end - first) * sizeof(Element));
}

template <unsigned the_capacity>
struct Leaf {
  static constexpr unsigned capacity = the_capacity;

  Leaf* previous = nullptr;
  Leaf* next = nullptr;
  unsigned count = 0;
  double scores[capacity];
  ScoredMember* members[capacity];

  void insert(unsigned index, double score, ScoredMember* member) noexcept {
    move(index, count, *this, index + 1);
    scores[index] = score;
    members[index] = member;
    ++count;
  }
  void erase(unsigned index, unsigned how_many) noexcept {
    move(index + how_many, count, *this, index);
    count -= how_many;
  }
  /// Those from `at` on become the first ones of an empty leaf, or go behind those of another one.
  void give(unsigned at, Leaf& to) noexcept {
    move(at, count, to, to.count);
    to.count += count - at;
    count = at;
  }

 private:
  void move(unsigned first, unsigned end, Leaf& to, unsigned place) const noexcept {
    shift(scores + first, scores + end, to.scores + place);
    shift(members + first, members + end, to.members + place);
  }
};

template <unsigned the_capacity>
struct Inner {
  static constexpr unsigned capacity = the_capacity;

  unsigned count = 0;
  double scores[capacity];          // of the first member below each child
  ScoredMember* members[capacity];  // that one
  std::size_t sizes[capacity];      // how many members stand below each child
  void* children[capacity];

  std::size_t size() const noexcept {
    std::size_t sum = 0;
    for (unsigned i = 0; i < count; ++i) sum += sizes[i];
    return sum;
  }
  /// What stands below it is the caller's to note.
  void insert(unsigned index, void* child) noexcept {
    move(index, count, *this, index + 1);
    children[index] = child;
    ++count;
  }
  void erase(unsigned index) noexcept {
    move(index + 1, count, *this, index);
    --count;
  }
  /// As of a leaf.
  void give(unsigned at, Inner& to) noexcept {
    move(at, count, to, to.count);
    to.count += count - at;
    count = at;
  }

 private:
  void move(unsigned first, unsigned end, Inner& to, unsigned place) const noexcept {
    shift(scores + first, scores + end, to.scores + place);
    shift(members + first, members + end, to.members + place);
    shift(sizes + first, sizes + end, to.sizes + place);
    shift(children + first, children + end, to.children + place);
  }
};

}  // namespace kit::resp::tree
