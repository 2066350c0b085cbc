#include "servers/resp/store/collections/int_set.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>

#include "servers/resp/store/memory.hpp"

namespace kit::resp {
namespace {

template <class Number>
bool fits(std::int64_t number) noexcept {
  using Limits = std::numeric_limits<Number>;
  return number >= Limits::min() && number <= Limits::max();
}

std::size_t width_of(std::int64_t number) noexcept {
  if (fits<std::int16_t>(number)) return sizeof(std::int16_t);
  return fits<std::int32_t>(number) ? sizeof(std::int32_t) : sizeof(std::int64_t);
}

template <class Number>
std::int64_t load(const char* from) noexcept {
  Number number;
  std::memcpy(&number, from, sizeof number);
  return number;
}

template <class Number>
void store(char* to, std::int64_t number) noexcept {
  const auto narrow = static_cast<Number>(number);
  std::memcpy(to, &narrow, sizeof narrow);
}

}  // namespace

IntSet* IntSet::make() {
  auto* const set = static_cast<IntSet*>(std::malloc(sizeof(IntSet)));
  if (set == nullptr) throw std::bad_alloc();
  set->size_ = 0;
  set->width_ = sizeof(std::int16_t);
  return set;
}

IntSet* IntSet::copy(const IntSet& from) {
  const std::size_t bytes = sizeof(IntSet) + std::size_t{from.size_} * from.width_;
  void* const memory = std::malloc(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  std::memcpy(memory, static_cast<const void*>(&from), bytes);
  return static_cast<IntSet*>(memory);
}

void IntSet::destroy(IntSet* set) noexcept { std::free(set); }

std::size_t IntSet::memory() const noexcept { return allocated_size(this); }

std::int64_t IntSet::operator[](std::size_t place) const noexcept {
  if (width_ == sizeof(std::int16_t)) return load<std::int16_t>(place_of(place));
  if (width_ == sizeof(std::int32_t)) return load<std::int32_t>(place_of(place));
  return load<std::int64_t>(place_of(place));
}

void IntSet::set(std::size_t place, std::int64_t number) noexcept {
  if (width_ == sizeof(std::int16_t)) return store<std::int16_t>(place_of(place), number);
  if (width_ == sizeof(std::int32_t)) return store<std::int32_t>(place_of(place), number);
  store<std::int64_t>(place_of(place), number);
}

/// The first that is not below `number`.
std::size_t IntSet::lower_bound(std::int64_t number) const noexcept {
  std::size_t first = 0;
  std::size_t count = size_;
  while (count > 0) {
    const std::size_t half = count / 2;
    const bool below = (*this)[first + half] < number;
    first += below ? half + 1 : 0;
    count = below ? count - half - 1 : half;
  }
  return first;
}

/// With room for so many numbers of so many bytes. Most of the time there is some left: malloc
/// gives steps of 16 bytes.
IntSet* IntSet::resized(IntSet* set, std::size_t size, std::size_t width) {
  if (size > std::numeric_limits<std::uint32_t>::max()) throw std::bad_alloc();
  const std::size_t bytes = sizeof(IntSet) + size * width;
  const std::size_t room = usable_size(set);
  constexpr std::size_t slack = 64;  // too little to be worth a move
  if (bytes <= room && room <= 2 * bytes + slack) return set;
  void* const moved = std::realloc(static_cast<void*>(set), bytes);
  if (moved == nullptr && bytes > room) throw std::bad_alloc();
  return moved == nullptr ? set : static_cast<IntSet*>(moved);
}

/// From the last on: each new place ends behind those that are not moved yet.
void IntSet::widen(std::size_t width) noexcept {
  const std::size_t old_width = width_;
  for (std::size_t place = size_; place-- > 0;) {
    width_ = static_cast<std::uint32_t>(old_width);
    const std::int64_t number = (*this)[place];
    width_ = static_cast<std::uint32_t>(width);
    set(place, number);
  }
  width_ = static_cast<std::uint32_t>(width);
}

bool IntSet::insert(IntSet*& set, std::int64_t number) {
  const std::size_t place = set->lower_bound(number);
  if (set->holds(place, number)) return false;
  const std::size_t width = std::max(std::size_t{set->width_}, width_of(number));
  set = resized(set, std::size_t{set->size_} + 1, width);
  if (width != set->width_) set->widen(width);
  const std::size_t behind = set->size_ - place;
  std::memmove(set->place_of(place + 1), set->place_of(place), behind * width);
  set->set(place, number);
  ++set->size_;
  return true;
}

bool IntSet::erase(IntSet*& set, std::int64_t number) noexcept {
  const std::size_t place = set->lower_bound(number);
  if (!set->holds(place, number)) return false;
  const std::size_t behind = set->size_ - place - 1;
  std::memmove(set->place_of(place), set->place_of(place + 1), behind * set->width_);
  --set->size_;
  set = resized(set, set->size_, set->width_);  // it becomes smaller: nothing is thrown
  return true;
}

}  // namespace kit::resp
