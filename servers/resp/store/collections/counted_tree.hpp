// CountedTree: the members of a big sorted set in their order: a B+-tree whose inner nodes know how
// many members stand below each child.
//
//   inner   | first of 0, how many, child | first of 1, how many, child | ...
//   leaf    | score, member | score, member | ...          <-> the leaf before and the one behind
//
// So the rank of a member, the member of a rank and a range of scores are each one way down: three
// or four nodes for a million members, and the scores stand in the nodes, so that only those of the
// same score are read themselves. A skiplist, as in Redis, reads about thirty members on its way.
//
// The tree owns its nodes, not the members. CountedTree<30, 31> is what the server uses; the tests
// take small nodes, which split and merge all the time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "servers/resp/store/collections/counted_tree_nodes.hpp"
#include "servers/resp/store/collections/scored_member.hpp"

namespace kit::resp {

template <unsigned leaf_capacity, unsigned inner_capacity>
class CountedTree {
  static_assert(leaf_capacity >= 3 && inner_capacity >= 4);
  using Leaf = tree::Leaf<leaf_capacity>;
  using Inner = tree::Inner<inner_capacity>;

 public:
  CountedTree() = default;
  CountedTree(const CountedTree&) = delete;
  CountedTree& operator=(const CountedTree&) = delete;
  /// It takes as long as there are members: see drain().
  ~CountedTree() {
    while (drain(size_)) {
    }
  }

  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  /// What malloc has given for the nodes, in bytes.
  std::size_t memory() const noexcept { return memory_; }

  /// A member of the tree, or the end behind the last one. Good until the tree is changed.
  class Place {
   public:
    /// False at the end.
    explicit operator bool() const noexcept { return leaf_ != nullptr; }
    ScoredMember* member() const noexcept { return leaf_->members[index_]; }
    double score() const noexcept { return leaf_->scores[index_]; }
    /// How many members stand before it.
    std::size_t rank() const noexcept { return rank_; }
    /// Behind the last one is the end; from there it goes nowhere.
    void to_next() noexcept;
    /// The same before the first one.
    void to_previous() noexcept;

   private:
    friend class CountedTree;
    Place(const Leaf* leaf, unsigned index, std::size_t rank) noexcept
        : leaf_(leaf), index_(index), rank_(rank) {}
    const Leaf* leaf_;
    unsigned index_;
    std::size_t rank_;
  };

  /// The first member for which `before(double score, const ScoredMember&)` is false. It must be
  /// true for some at the beginning, and for no other.
  template <class Before>
  Place first_not(Before before) const;
  /// The end if there are not so many.
  Place at(std::size_t rank) const noexcept;
  /// Where `key` is, or would be.
  Place find(const ScoredKey& key) const {
    return first_not([&key](double score, const ScoredMember& member) {
      return score < key.score || (score == key.score && member.text() < key.text);
    });
  }

  /// Throws std::bad_alloc, and then nothing has changed. There must be no such member yet.
  void insert(ScoredMember* member);
  /// A member that is there. It is the caller's from then on.
  void erase(const ScoredMember& member) noexcept;
  /// So many in a row, the first of that rank. They must be there; the members are not looked at.
  void erase(std::size_t rank, std::size_t count) noexcept;
  /// Gives the member another score: cheaper than erase() and insert() when it stays between the
  /// same neighbours. Throws std::bad_alloc, and then nothing has changed.
  void set_score(ScoredMember& member, double score);

  /// Frees nodes that hold about so many members, from the beginning; the members are not looked
  /// at. True while there are more.
  bool drain(std::size_t members) noexcept;

  /// For the tests: true if every node is as it should be.
  bool is_sound() const;

 private:
  struct Step {
    Inner* inner;
    unsigned index;
  };
  /// The way down: [n] is the inner node that stands n floors above the leaf. Nobody has memory for
  /// a tree of so many floors.
  using Path = std::array<Step, 48>;
  /// Where the tree grows: at its ends full nodes are left behind, so that a set that is filled in
  /// order takes no more than it needs.
  enum class Growth : std::uint8_t { middle, append, prepend };
  /// Nodes that will be needed, so that nothing can fail half-way.
  struct Spares;

  template <class Node, class Before>
  static unsigned count_before(const Node& node, unsigned from, Before& before);
  Leaf* descend_to(Path& path, std::size_t& rank) const noexcept;
  Leaf* descend_to(Path& path, const ScoredKey& key) const;

  void reserve(Spares& spares, const Path& path, const Leaf& leaf);
  Leaf* insert_into(Leaf& leaf, unsigned index, ScoredMember* member, Growth growth,
                    Spares& spares) noexcept;
  Inner* add_child(Step step, void* child, unsigned floor, Growth growth, Spares& spares) noexcept;
  void grow_root(void* right, Spares& spares) noexcept;

  void erase_key(const ScoredKey& key) noexcept;
  void erase_run(const Path& path, Leaf& leaf, unsigned index, unsigned count) noexcept;
  void remove_child(Inner& parent, unsigned index, unsigned floor) noexcept;
  void merge_if_sparse(Inner& parent, unsigned index, unsigned floor) noexcept;
  template <class Node>
  bool merge(Inner& parent, unsigned left, unsigned floor) noexcept;
  void lower_root() noexcept;
  bool replace_score(ScoredMember& member, double score) noexcept;

  static void note_first(Inner& parent, unsigned index, unsigned floor) noexcept;
  static void note(Inner& parent, unsigned index, unsigned floor) noexcept;
  void free_node(void* node) noexcept;
  bool is_sound(const void* node, unsigned floor, const Leaf*& last) const;

  void* root_ = nullptr;
  unsigned height_ = 0;  // inner nodes on each way down; 0: the root is a leaf
  std::size_t size_ = 0;
  std::size_t memory_ = 0;
};

// ------------------------------------------------------------ looking

template <unsigned leaf_capacity, unsigned inner_capacity>
void CountedTree<leaf_capacity, inner_capacity>::Place::to_next() noexcept {
  ++rank_;
  if (++index_ < leaf_->count) return;
  leaf_ = leaf_->next;
  index_ = 0;
  // Whoever walks on reads these soon.
  if (leaf_ != nullptr && leaf_->next != nullptr) __builtin_prefetch(leaf_->next);
}

template <unsigned leaf_capacity, unsigned inner_capacity>
void CountedTree<leaf_capacity, inner_capacity>::Place::to_previous() noexcept {
  --rank_;
  if (index_-- > 0) return;
  leaf_ = leaf_->previous;
  index_ = leaf_ != nullptr ? leaf_->count - 1 : 0;
  if (leaf_ != nullptr && leaf_->previous != nullptr) __builtin_prefetch(leaf_->previous);
}

/// How many of the members named in the node, those before `from` not counted, are before.
template <unsigned leaf_capacity, unsigned inner_capacity>
template <class Node, class Before>
unsigned CountedTree<leaf_capacity, inner_capacity>::count_before(const Node& node, unsigned from,
                                                                  Before& before) {
  unsigned low = from;
  for (unsigned high = node.count; low < high;) {
    const unsigned middle = (low + high) / 2;
    if (before(node.scores[middle], *node.members[middle]))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

template <unsigned leaf_capacity, unsigned inner_capacity>
template <class Before>
auto CountedTree<leaf_capacity, inner_capacity>::first_not(Before before) const -> Place {
  const void* node = root_;
  std::size_t rank = 0;
  for (unsigned floor = height_; floor > 0; --floor) {
    const Inner& inner = *static_cast<const Inner*>(node);
    // The first member of a child may be the one: then it is the end of the child before.
    const unsigned child = count_before(inner, 1, before) - 1;
    for (unsigned i = 0; i < child; ++i) rank += inner.sizes[i];
    node = inner.children[child];
  }
  if (node == nullptr) return Place(nullptr, 0, 0);
  const Leaf* const leaf = static_cast<const Leaf*>(node);
  const unsigned index = count_before(*leaf, 0, before);
  if (index < leaf->count) return Place(leaf, index, rank + index);
  return Place(leaf->next, 0, rank + index);
}

template <unsigned leaf_capacity, unsigned inner_capacity>
auto CountedTree<leaf_capacity, inner_capacity>::descend_to(Path& path,
                                                            std::size_t& rank) const noexcept
    -> Leaf* {
  void* node = root_;
  for (unsigned floor = height_; floor > 0; --floor) {
    Inner& inner = *static_cast<Inner*>(node);
    unsigned child = 0;
    for (; rank >= inner.sizes[child]; ++child) rank -= inner.sizes[child];
    path[floor] = {&inner, child};
    node = inner.children[child];
  }
  return static_cast<Leaf*>(node);
}

template <unsigned leaf_capacity, unsigned inner_capacity>
auto CountedTree<leaf_capacity, inner_capacity>::at(std::size_t rank) const noexcept -> Place {
  if (rank >= size_) return Place(nullptr, 0, size_);
  Path path;
  std::size_t rest = rank;
  const Leaf* const leaf = descend_to(path, rest);
  return Place(leaf, static_cast<unsigned>(rest), rank);
}

/// What the server uses: leaves of 504 bytes, inner nodes of 1000.
using MemberTree = CountedTree<30, 31>;
extern template class CountedTree<30, 31>;

}  // namespace kit::resp
