// CountedTree: how it shrinks, and how a member gets another place. Included where a tree of its
// own size is made: counted_tree.cpp, and the tests.
//
// A node that is at most half full is merged with a sibling if both fill no more than three
// quarters of one: with less room, a set that shrinks and grows around one size would split and
// merge with each command. So three eighths of the nodes' room are in use at least.
#pragma once

#include <algorithm>
#include <cassert>

#include "servers/resp/store/collections/counted_tree_insert.hpp"

namespace kit::resp {

template <unsigned leaf_capacity, unsigned inner_capacity>
void CountedTree<leaf_capacity, inner_capacity>::erase(const ScoredMember& member) noexcept {
  erase_key({member.score(), member.text()});
}

template <unsigned leaf_capacity, unsigned inner_capacity>
void CountedTree<leaf_capacity, inner_capacity>::erase_key(const ScoredKey& key) noexcept {
  Path path;
  Leaf& leaf = *descend_to(path, key);
  const auto before = [&key](double score, const ScoredMember& other) {
    return score < key.score || (score == key.score && other.text() < key.text);
  };
  const unsigned index = count_before(leaf, 0, before);
  assert(index < leaf.count && leaf.scores[index] == key.score);
  erase_run(path, leaf, index, 1);
}

template <unsigned leaf_capacity, unsigned inner_capacity>
void CountedTree<leaf_capacity, inner_capacity>::erase(std::size_t rank,
                                                       std::size_t count) noexcept {
  assert(rank <= size_ && count <= size_ - rank);
  while (count > 0) {
    Path path;
    std::size_t rest = rank;
    Leaf& leaf = *descend_to(path, rest);
    const auto index = static_cast<unsigned>(rest);
    const std::size_t run = std::min<std::size_t>(count, leaf.count - index);
    erase_run(path, leaf, index, static_cast<unsigned>(run));
    count -= run;
  }
}

template <unsigned leaf_capacity, unsigned inner_capacity>
void CountedTree<leaf_capacity, inner_capacity>::erase_run(const Path& path, Leaf& leaf,
                                                           unsigned index,
                                                           unsigned count) noexcept {
  leaf.erase(index, count);
  size_ -= count;
  bool below_is_empty = leaf.count == 0;
  for (unsigned floor = 1; floor <= height_; ++floor) {
    Inner& parent = *path[floor].inner;
    const unsigned child = path[floor].index;
    parent.sizes[child] -= count;
    if (below_is_empty) {
      remove_child(parent, child, floor);
    } else {
      if (index == 0) note_first(parent, child, floor);
      merge_if_sparse(parent, child, floor);
    }
    below_is_empty = parent.count == 0;
  }
  lower_root();
}

/// Frees it, too.
template <unsigned leaf_capacity, unsigned inner_capacity>
void CountedTree<leaf_capacity, inner_capacity>::remove_child(Inner& parent, unsigned index,
                                                              unsigned floor) noexcept {
  if (floor == 1) {
    Leaf& leaf = *static_cast<Leaf*>(parent.children[index]);
    if (leaf.previous != nullptr) leaf.previous->next = leaf.next;
    if (leaf.next != nullptr) leaf.next->previous = leaf.previous;
  }
  free_node(parent.children[index]);
  parent.erase(index);
}

template <unsigned leaf_capacity, unsigned inner_capacity>
void CountedTree<leaf_capacity, inner_capacity>::merge_if_sparse(Inner& parent, unsigned index,
                                                                 unsigned floor) noexcept {
  const auto merge_with_sibling = [&]<class Node>(const Node& node) {
    if (node.count > Node::capacity / 2) return;
    if (index > 0 && merge<Node>(parent, index - 1, floor)) return;
    if (index + 1 < parent.count) (void)merge<Node>(parent, index, floor);
  };
  if (floor == 1)
    merge_with_sibling(*static_cast<const Leaf*>(parent.children[index]));
  else
    merge_with_sibling(*static_cast<const Inner*>(parent.children[index]));
}

/// The child and the next one, if they fit. False if not.
template <unsigned leaf_capacity, unsigned inner_capacity>
template <class Node>
bool CountedTree<leaf_capacity, inner_capacity>::merge(Inner& parent, unsigned left,
                                                       unsigned floor) noexcept {
  Node& into = *static_cast<Node*>(parent.children[left]);
  Node& from = *static_cast<Node*>(parent.children[left + 1]);
  if (into.count + from.count > Node::capacity * 3 / 4) return false;
  from.give(0, into);
  parent.sizes[left] += parent.sizes[left + 1];
  remove_child(parent, left + 1, floor);
  return true;
}

/// A root that has one child is one floor too many.
template <unsigned leaf_capacity, unsigned inner_capacity>
void CountedTree<leaf_capacity, inner_capacity>::lower_root() noexcept {
  if (size_ == 0) {
    // Whatever was below has gone on the way up.
    free_node(std::exchange(root_, nullptr));
    height_ = 0;
    return;
  }
  while (height_ > 0) {
    Inner* const root = static_cast<Inner*>(root_);
    if (root->count > 1) return;
    root_ = root->children[0];
    --height_;
    free_node(root);
  }
}

template <unsigned leaf_capacity, unsigned inner_capacity>
bool CountedTree<leaf_capacity, inner_capacity>::drain(std::size_t members) noexcept {
  while (root_ != nullptr && members > 0) {
    Path path;
    std::size_t rank = 0;
    Leaf& first = *descend_to(path, rank);
    const unsigned count = first.count;
    erase_run(path, first, 0, count);
    members -= std::min<std::size_t>(members, count);
  }
  return root_ != nullptr;
}

// ------------------------------------------------------------ another score

template <unsigned leaf_capacity, unsigned inner_capacity>
void CountedTree<leaf_capacity, inner_capacity>::set_score(ScoredMember& member, double score) {
  if (replace_score(member, score)) return;
  // First the new place: it may need memory. Meanwhile the member stands at both.
  const double before = member.score();
  member.set_score(score);
  try {
    insert(&member);
  } catch (...) {
    member.set_score(before);
    throw;
  }
  erase_key({before, member.text()});
}

/// If the member keeps its neighbours in the leaf. Otherwise nothing has changed.
template <unsigned leaf_capacity, unsigned inner_capacity>
bool CountedTree<leaf_capacity, inner_capacity>::replace_score(ScoredMember& member,
                                                               double score) noexcept {
  const ScoredKey old{member.score(), member.text()};
  Path path;
  Leaf& leaf = *descend_to(path, old);
  const auto before = [&old](double each, const ScoredMember& other) {
    return each < old.score || (each == old.score && other.text() < old.text);
  };
  const unsigned index = count_before(leaf, 0, before);
  // At the ends of the leaf the neighbour is another leaf's: not worth a look.
  if (index == 0 || index + 1 >= leaf.count) return false;
  const ScoredKey key{score, old.text};
  if (!(ScoredKey{leaf.scores[index - 1], leaf.members[index - 1]->text()} < key)) return false;
  if (!(key < ScoredKey{leaf.scores[index + 1], leaf.members[index + 1]->text()})) return false;
  member.set_score(score);
  leaf.scores[index] = score;
  return true;
}

// ------------------------------------------------------------ for the tests

template <unsigned leaf_capacity, unsigned inner_capacity>
bool CountedTree<leaf_capacity, inner_capacity>::is_sound() const {
  if (root_ == nullptr) return size_ == 0 && height_ == 0 && memory_ == 0;
  const Leaf* last = nullptr;
  if (!is_sound(root_, height_, last) || last->next != nullptr) return false;
  const Inner* const root = static_cast<const Inner*>(root_);
  return height_ == 0 ? static_cast<const Leaf*>(root_)->count == size_
                      : root->size() == size_ && root->count > 1;
}

/// `last`: the leaf before those below `node`; then the last one of them.
template <unsigned leaf_capacity, unsigned inner_capacity>
bool CountedTree<leaf_capacity, inner_capacity>::is_sound(const void* node, unsigned floor,
                                                          const Leaf*& last) const {
  if (floor == 0) {
    const Leaf& leaf = *static_cast<const Leaf*>(node);
    bool good = leaf.count > 0 && leaf.count <= leaf_capacity && leaf.previous == last &&
                (last == nullptr || last->next == &leaf);
    for (unsigned i = 0; i < leaf.count; ++i)
      good = good && leaf.scores[i] == leaf.members[i]->score();
    last = &leaf;
    return good;
  }
  const Inner& inner = *static_cast<const Inner*>(node);
  bool good = inner.count > 0 && inner.count <= inner_capacity;
  for (unsigned i = 0; i < inner.count; ++i) {
    Inner expected = inner;
    note(expected, i, floor);
    good = good && expected.sizes[i] == inner.sizes[i] && expected.scores[i] == inner.scores[i] &&
           expected.members[i] == inner.members[i];
    good = good && is_sound(inner.children[i], floor - 1, last);
  }
  return good;
}

}  // namespace kit::resp
