// BigSorted: a sorted set of any size: a hash table of its members, and a tree of them in their
// order. Redis calls the same thing a skiplist, which also has a table beside it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "servers/resp/store/collections/counted_tree.hpp"
#include "servers/resp/store/collections/scored_member.hpp"
#include "servers/resp/store/collections/sorted_edge.hpp"
#include "servers/resp/store/hash.hpp"
#include "servers/resp/store/table.hpp"

namespace kit::resp {

/// Throws std::bad_alloc where it says so; then nothing has changed.
class BigSorted {
  struct Traits {
    using Entry = ScoredMember;
    static std::string_view key(const ScoredMember& member) noexcept { return member.text(); }
    static std::uint64_t hash(const ScoredMember& member) noexcept {
      return hash_of(member.text());
    }
  };
  using Members = Table<Traits>;

 public:
  using Place = Members::Place;

  BigSorted() = default;
  BigSorted(const BigSorted&) = delete;
  BigSorted& operator=(const BigSorted&) = delete;
  /// It takes as long as there are members: see drain().
  ~BigSorted() {
    while (drain(size() + 1)) {
    }
  }

  std::size_t size() const noexcept { return members_.size(); }
  /// What malloc has given for all but this object itself, in bytes.
  std::size_t memory() const noexcept {
    return members_.memory_bytes() + order_.memory() + member_bytes_;
  }

  const TableBase& table() const noexcept { return members_; }

  Place locate(std::string_view member) const { return members_.locate(member, hash_of(member)); }
  /// How many members stand before it.
  std::size_t rank(const ScoredMember& member) const {
    return order_.find({member.score(), member.text()}).rank();
  }
  template <class Edge>
  std::size_t rank_of(const Edge& edge) const {
    return order_
        .first_not([&edge](double score, const ScoredMember& member) {
          return edge.is_behind(score, member.text());
        })
        .rank();
  }

  /// At a place without member. Throws std::bad_alloc.
  void insert(const Place& place, std::string_view member, double score);
  /// Throws std::bad_alloc.
  void set_score(ScoredMember& member, double score) { order_.set_score(member, score); }
  /// At a place with a member.
  void erase(const Place& place) noexcept;
  void erase(std::size_t rank, std::size_t count) noexcept;

  /// `visit(std::string_view member, double score)` for so many members, the first of that rank;
  /// they must be there. `backwards`: the ranks go down from there.
  template <class Visit>
  void walk(std::size_t rank, std::size_t count, bool backwards, Visit visit) const;
  /// See Table::scan.
  template <class Visit>
  std::uint64_t scan(std::uint64_t cursor, Visit visit) const {
    return members_.scan(
        cursor, [&visit](const ScoredMember* member) { visit(member->text(), member->score()); });
  }

  /// Frees about so many pieces of memory. True while there are more; the set is good for nothing
  /// else from then on.
  bool drain(std::size_t pieces) noexcept;

 private:
  template <class Visit>
  void walk_members(std::size_t rank, std::size_t count, bool backwards, Visit visit) const;
  void destroy(ScoredMember* member) noexcept;
  void prefetch_end(std::size_t rank) const noexcept;

  Members members_;
  MemberTree order_;
  std::size_t member_bytes_ = 0;  // what malloc has given for the members
};

/// The members lie anywhere in memory: each is asked for while others are visited.
template <class Visit>
void BigSorted::walk_members(std::size_t rank, std::size_t count, bool backwards,
                             Visit visit) const {
  std::array<ScoredMember*, 16> ahead;
  MemberTree::Place place = order_.at(rank);
  while (count > 0) {
    const std::size_t some = count < ahead.size() ? count : ahead.size();
    for (std::size_t i = 0; i < some; ++i) {
      ahead[i] = place.member();
      __builtin_prefetch(ahead[i]);
      backwards ? place.to_previous() : place.to_next();
    }
    for (std::size_t i = 0; i < some; ++i) visit(ahead[i]);
    count -= some;
  }
}

template <class Visit>
void BigSorted::walk(std::size_t rank, std::size_t count, bool backwards, Visit visit) const {
  walk_members(rank, count, backwards,
               [&visit](const ScoredMember* member) { visit(member->text(), member->score()); });
}

}  // namespace kit::resp
