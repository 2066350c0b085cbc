#include "servers/resp/store/collections/sorted_set.hpp"

#include "servers/resp/store/memory.hpp"

namespace kit::resp {

SortedSet& SortedSet::operator=(SortedSet&& other) noexcept {
  const std::uintptr_t mine = word();
  set_word(other.word());
  other.set_word(mine);
  return *this;
}

SortedSet::~SortedSet() {
  if (is_big())
    delete &big();
  else
    std::destroy_at(&small_);
}

SortedSet SortedSet::clone() const {
  SortedSet copy;
  if (is_big())
    copy.hold(as_big());
  else
    copy.small_ = small_.clone();
  return copy;
}

/// The same members in the other form. Throws std::bad_alloc.
std::unique_ptr<BigSorted> SortedSet::as_big() const {
  auto made = std::make_unique<BigSorted>();
  PackElement::Digits digits;
  for_each([&](const PackElement& member, double score) {
    const std::string_view text = member.text(digits);
    made->insert(made->locate(text), text, score);
  });
  return made;
}

std::size_t SortedSet::memory() const noexcept {
  return is_big() ? allocated_size(&big()) + big().memory() : small_.memory();
}

SortedSet::Spot SortedSet::locate(std::string_view member) const {
  Spot spot(member);
  if (is_big()) {
    spot.place_ = big().locate(member);
    if (*spot.place_) spot.score_ = spot.place_->entry()->score();
  } else {
    spot.position_ = small_.find(member);
    if (spot.position_ != small_.end()) spot.score_ = small_.score(spot.position_);
  }
  return spot;
}

std::size_t SortedSet::rank(const Spot& spot) const {
  return is_big() ? big().rank(*spot.place_->entry()) : small_.rank(spot.position_);
}

void SortedSet::set(const Spot& spot, double score, const Limits& limits) {
  if (is_big()) {
    if (*spot.place_)
      big().set_score(*spot.place_->entry(), score);
    else
      big().insert(*spot.place_, spot.text_, score);
    return;
  }
  if (spot.score_) return small_.set_score(spot.position_, spot.text_, score);
  if (small_.size() < limits.entries && spot.text_.size() <= limits.value)
    return small_.insert(spot.text_, score);
  std::unique_ptr<BigSorted> made = as_big();
  made->insert(made->locate(spot.text_), spot.text_, score);
  std::destroy_at(&small_);
  hold(std::move(made));
}

void SortedSet::pack(const Limits& limits) {
  if (!is_big() || size() > limits.entries) return;
  bool fits = true;
  PackElement::Digits none;  // a big set has texts alone
  for_each([&](const PackElement& member, double) {
    fits = fits && member.text(none).size() <= limits.value;
  });
  if (!fits) return;
  SortedSet packed;
  for_each([&](const PackElement& member, double score) {
    packed.small_.append(member.text(none), score);
  });
  *this = std::move(packed);
}

void SortedSet::erase(const Spot& spot) noexcept {
  is_big() ? big().erase(*spot.place_) : small_.erase(spot.position_);
}

void SortedSet::erase(std::size_t rank, std::size_t count) noexcept {
  is_big() ? big().erase(rank, count) : small_.erase(rank, count);
}

}  // namespace kit::resp
