// CountedTree: how it grows. Included where a tree of its own size is made: counted_tree.cpp, and
// the tests.
//
// On the way down the steps are noted, and on the way back every inner node on it notes anew what
// stands below. A node that is full splits.
#pragma once

#include <cassert>
#include <cstdlib>
#include <new>

#include "servers/resp/store/collections/counted_tree.hpp"
#include "servers/resp/store/memory.hpp"

namespace kit::resp {

template <unsigned leaf_capacity, unsigned inner_capacity>
struct CountedTree<leaf_capacity, inner_capacity>::Spares {
  Leaf* leaf = nullptr;
  Inner* inners = nullptr;  // each is the first child of the one before

  Spares() = default;
  Spares(const Spares&) = delete;
  Spares& operator=(const Spares&) = delete;
  ~Spares() {
    std::free(leaf);
    while (inners != nullptr) std::free(take_inner());
  }

  template <class Node>
  static Node* allocate() {
    void* const memory = std::malloc(sizeof(Node));
    if (memory == nullptr) throw std::bad_alloc();
    return new (memory) Node;
  }
  void add_inner() {
    Inner* const inner = allocate<Inner>();
    inner->children[0] = inners;
    inners = inner;
  }
  Leaf* take_leaf() noexcept { return std::exchange(leaf, nullptr); }
  Inner* take_inner() noexcept {
    return std::exchange(inners, static_cast<Inner*>(inners->children[0]));
  }
};

/// To the leaf where `key` is, or belongs.
template <unsigned leaf_capacity, unsigned inner_capacity>
auto CountedTree<leaf_capacity, inner_capacity>::descend_to(Path& path, const ScoredKey& key) const
    -> Leaf* {
  const auto not_after = [&key](double score, const ScoredMember& member) {
    return score < key.score || (score == key.score && member.text() <= key.text);
  };
  void* node = root_;
  for (unsigned floor = height_; floor > 0; --floor) {
    Inner& inner = *static_cast<Inner*>(node);
    const unsigned child = count_before(inner, 1, not_after) - 1;
    path[floor] = {&inner, child};
    node = inner.children[child];
  }
  return static_cast<Leaf*>(node);
}

template <unsigned leaf_capacity, unsigned inner_capacity>
void CountedTree<leaf_capacity, inner_capacity>::note_first(Inner& parent, unsigned index,
                                                            unsigned floor) noexcept {
  const auto copy = [&](const auto& child) {
    parent.scores[index] = child.scores[0];
    parent.members[index] = child.members[0];
  };
  if (floor == 1)
    copy(*static_cast<const Leaf*>(parent.children[index]));
  else
    copy(*static_cast<const Inner*>(parent.children[index]));
}

template <unsigned leaf_capacity, unsigned inner_capacity>
void CountedTree<leaf_capacity, inner_capacity>::note(Inner& parent, unsigned index,
                                                      unsigned floor) noexcept {
  note_first(parent, index, floor);
  void* const child = parent.children[index];
  parent.sizes[index] = floor == 1 ? static_cast<const Leaf*>(child)->count
                                   : static_cast<const Inner*>(child)->size();
}

template <unsigned leaf_capacity, unsigned inner_capacity>
void CountedTree<leaf_capacity, inner_capacity>::free_node(void* node) noexcept {
  memory_ -= allocated_size(node);
  std::free(node);
}

// ------------------------------------------------------------ growing

template <unsigned leaf_capacity, unsigned inner_capacity>
void CountedTree<leaf_capacity, inner_capacity>::insert(ScoredMember* member) {
  Spares spares;
  if (root_ == nullptr) {
    root_ = Spares::template allocate<Leaf>();
    memory_ += allocated_size(root_);
  }
  const ScoredKey key{member->score(), member->text()};
  Path path;
  Leaf& leaf = *descend_to(path, key);
  const auto before = [&key](double score, const ScoredMember& other) {
    return score < key.score || (score == key.score && other.text() < key.text);
  };
  const unsigned index = count_before(leaf, 0, before);
  if (leaf.count == leaf_capacity) reserve(spares, path, leaf);
  Growth growth = Growth::middle;
  if (index == leaf.count && leaf.next == nullptr) growth = Growth::append;
  if (index == 0 && leaf.previous == nullptr) growth = Growth::prepend;
  void* right = insert_into(leaf, index, member, growth, spares);
  for (unsigned floor = 1; floor <= height_; ++floor) {
    const Step& step = path[floor];
    if (right != nullptr) {
      right = add_child(step, right, floor, growth, spares);
    } else {
      ++step.inner->sizes[step.index];
      if (index == 0) note_first(*step.inner, step.index, floor);
    }
  }
  if (right != nullptr) grow_root(right, spares);
  ++size_;
}

/// For a leaf that is full: one more, and an inner node for each above it that is full, too.
template <unsigned leaf_capacity, unsigned inner_capacity>
void CountedTree<leaf_capacity, inner_capacity>::reserve(Spares& spares, const Path& path,
                                                         const Leaf& leaf) {
  assert(leaf.count == leaf_capacity);
  spares.leaf = Spares::template allocate<Leaf>();
  unsigned floor = 1;
  for (; floor <= height_ && path[floor].inner->count == inner_capacity; ++floor)
    spares.add_inner();
  if (floor > height_) spares.add_inner();
}

/// Returns the leaf that is new behind this one, if there is one.
template <unsigned leaf_capacity, unsigned inner_capacity>
auto CountedTree<leaf_capacity, inner_capacity>::insert_into(Leaf& leaf, unsigned index,
                                                             ScoredMember* member, Growth growth,
                                                             Spares& spares) noexcept -> Leaf* {
  if (leaf.count < leaf_capacity) {
    leaf.insert(index, member->score(), member);
    return nullptr;
  }
  const unsigned at = growth == Growth::append    ? leaf_capacity
                      : growth == Growth::prepend ? 0
                                                  : leaf_capacity / 2;
  Leaf* const right = spares.take_leaf();
  memory_ += allocated_size(right);
  leaf.give(at, *right);
  right->previous = &leaf;
  right->next = leaf.next;
  if (right->next != nullptr) right->next->previous = right;
  leaf.next = right;
  if (index > at || growth == Growth::append)
    right->insert(index - at, member->score(), member);
  else
    leaf.insert(index, member->score(), member);
  return right;
}

/// Behind the child of that step, which has just split. Returns the inner node that is new behind
/// this one, if there is one.
template <unsigned leaf_capacity, unsigned inner_capacity>
auto CountedTree<leaf_capacity, inner_capacity>::add_child(Step step, void* child, unsigned floor,
                                                           Growth growth, Spares& spares) noexcept
    -> Inner* {
  Inner* inner = step.inner;
  unsigned index = step.index;
  Inner* right = nullptr;
  note(*inner, index, floor);
  if (inner->count == inner_capacity) {
    const unsigned at = growth == Growth::append    ? inner_capacity
                        : growth == Growth::prepend ? 1
                                                    : inner_capacity / 2;
    right = spares.take_inner();
    memory_ += allocated_size(right);
    inner->give(at, *right);
    if (index + 1 > at || growth == Growth::append) {
      inner = right;
      index -= at;  // -1 when all stay behind: then the child is the first one
    }
  }
  inner->insert(index + 1, child);
  note(*inner, index + 1, floor);
  return right;
}

template <unsigned leaf_capacity, unsigned inner_capacity>
void CountedTree<leaf_capacity, inner_capacity>::grow_root(void* right, Spares& spares) noexcept {
  Inner* const root = spares.take_inner();
  memory_ += allocated_size(root);
  ++height_;
  root->insert(0, root_);
  root->insert(1, right);
  note(*root, 0, height_);
  note(*root, 1, height_);
  root_ = root;
}

}  // namespace kit::resp
