#include "servers/resp/store/collections/big_sorted.hpp"

#include <algorithm>

#include "servers/resp/store/memory.hpp"

namespace kit::resp {

void BigSorted::destroy(ScoredMember* member) noexcept {
  member_bytes_ -= allocated_size(member);
  ScoredMember::destroy(member);
}

void BigSorted::insert(const Place& place, std::string_view text, double score) {
  ScoredMember* const member = ScoredMember::make(text, score);
  member_bytes_ += allocated_size(member);
  try {
    order_.insert(member);
  } catch (...) {
    destroy(member);
    throw;
  }
  try {
    members_.insert(place, member);
  } catch (...) {
    order_.erase(*member);
    destroy(member);
    throw;
  }
}

void BigSorted::erase(const Place& place) noexcept {
  ScoredMember* const member = members_.erase(place);
  order_.erase(*member);
  destroy(member);
}

void BigSorted::erase(std::size_t rank, std::size_t count) noexcept {
  // In pieces, so that what is found stands in the cache until it is erased.
  constexpr std::size_t piece = 16;
  while (count > 0) {
    const std::size_t some = std::min(count, piece);
    std::array<ScoredMember*, piece> members;
    std::array<std::uint64_t, piece> hashes;
    std::size_t found = 0;
    walk_members(rank, some, false, [&](ScoredMember* member) {
      members[found] = member;
      hashes[found] = hash_of(member->text());
      members_.prefetch(hashes[found++]);
    });
    order_.erase(rank, some);
    for (std::size_t i = 0; i < some; ++i) {
      (void)members_.erase(members[i]->text(), hashes[i]);
      destroy(members[i]);
    }
    count -= some;
  }
  prefetch_end(rank);
}

/// Who has taken the members at one end often takes the next ones soon.
void BigSorted::prefetch_end(std::size_t rank) const noexcept {
  if (order_.empty() || (rank > 0 && rank < size())) return;
  __builtin_prefetch(order_.at(rank > 0 ? rank - 1 : 0).member());
}

bool BigSorted::drain(std::size_t pieces) noexcept {
  if (!order_.empty()) return order_.drain(pieces), true;
  return members_.drain(pieces / 4 + 1, [this](ScoredMember* member) { destroy(member); });
}

}  // namespace kit::resp
