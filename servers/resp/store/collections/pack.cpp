#include "servers/resp/store/collections/pack.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>

#include "servers/resp/store/memory.hpp"

namespace kit::resp {
namespace {

/// Below this many bytes a pack gets what it needs and no more: there may be millions of them.
constexpr std::size_t small = 256;

/// More cannot be counted.
constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();

/// As many as the header can say. Each takes two bytes at least, so there cannot be more.
constexpr std::uint32_t most_elements = 0x7fffffff;

/// What is asked for beyond that, so that the next ones have room: copying then costs each byte a
/// few moves, however they come.
constexpr std::size_t spare(std::size_t bytes) noexcept { return bytes <= small ? 0 : bytes / 8; }

}  // namespace

Pack::~Pack() { std::free(block_); }

Pack Pack::clone(Position from) const {
  Pack copy;
  if (from == end()) return copy;
  const std::size_t size = bytes() - from;
  copy.reallocate(size);
  std::memcpy(copy.first(), first() + from, size);
  copy.block_->bytes = static_cast<std::uint32_t>(size);
  std::uint32_t before = 0;
  for (Position place = begin(); place < from; place = next(place)) ++before;
  copy.block_->count = (block_->count - before) & most_elements;
  return copy;
}

void Pack::clear() noexcept {
  std::free(block_);
  block_ = nullptr;
}

std::size_t Pack::memory() const noexcept { return empty() ? 0 : allocated_size(block_); }

std::size_t Pack::capacity() const noexcept {
  return empty() ? 0 : std::min(usable_size(block_) - sizeof(Block), most);
}

// ------------------------------------------------------------ finding

Pack::Position Pack::at(std::ptrdiff_t index) const noexcept {
  const auto count = static_cast<std::ptrdiff_t>(size());
  if (index < 0) index += count;
  if (index < 0 || index >= count) return end();
  if (index <= count / 2) {
    Position position = begin();
    for (; index > 0; --index) position = next(position);
    return position;
  }
  Position position = end();
  for (; index < count; ++index) position = previous(position);
  return position;
}

Pack::Position Pack::find(const PackValue& value, Position from, std::size_t step) const noexcept {
  while (from < end()) {
    if (is_at(from, value)) return from;
    for (std::size_t i = 0; i < step && from < end(); ++i) from = next(from);
  }
  return end();
}

// ------------------------------------------------------------ changing

void Pack::insert(Position position, const PackValue& value) {
  open(position, value.size());
  value.write(first() + position);
  block_->count = (block_->count + 1) & most_elements;
}

void Pack::append(const Pack& other) {
  if (other.empty()) return;
  const Position behind = end();
  open(behind, other.bytes());
  std::memcpy(first() + behind, other.first(), other.bytes());
  block_->count = (block_->count + other.block_->count) & most_elements;
}

void Pack::replace(Position position, const PackValue& value) {
  const std::size_t present = next(position) - position;
  const std::size_t size = value.size();
  if (size > present) open(position, size - present);
  value.write(first() + position);
  if (size < present) close(position + size, present - size);
}

void Pack::erase(Position position, std::size_t count) noexcept {
  if (position == begin() && count >= size()) return clear();
  Position behind = position;
  std::size_t erased = 0;
  for (; erased < count && behind < end(); ++erased) behind = next(behind);
  if (erased == 0) return;
  block_->count = (block_->count - static_cast<std::uint32_t>(erased)) & most_elements;
  close(position, behind - position);
  give_back();
}

// ------------------------------------------------------------ room

/// Makes room for so many bytes before `position`: what is before it moves to the front if that is
/// shorter and there is a gap, else what is behind moves on. Throws std::bad_alloc.
void Pack::open(Position position, std::size_t more) {
  const std::size_t present = bytes();
  const std::size_t present_gap = empty() ? 0 : gap();
  const bool has_gap = present_gap == more || present_gap >= more + smallest_gap;
  const bool in_front = position < present - position && (has_gap || present > small) &&
                        more < most / 4 && present < most / 4;
  const bool has_room = in_front ? has_gap : capacity() >= present_gap + present + more;
  if (!has_room) make_room(more, in_front);
  char* const old_first = first();
  if (in_front) {
    note_gap(gap() - more);
    std::memmove(first(), old_first, position);
  } else {
    std::memmove(old_first + position + more, old_first + position, present - position);
  }
  block_->bytes = static_cast<std::uint32_t>(present + more);
}

/// Takes so many bytes out, moving whichever side is shorter.
void Pack::close(Position position, std::size_t less) noexcept {
  const std::size_t behind = bytes() - position - less;
  char* const old_first = first();
  block_->bytes = static_cast<std::uint32_t>(bytes() - less);
  if (position < behind && gap() + less >= smallest_gap) {
    // What moves may stand where the gap's size is going to be.
    std::memmove(old_first + less, old_first, position);
    note_gap(gap() + less);
  } else {
    std::memmove(old_first + position, old_first + position + less, behind);
  }
}

/// In the gap, or behind the elements.
void Pack::make_room(std::size_t more, bool in_front) {
  const std::size_t needed = bytes() + more;
  const std::size_t wanted = needed > most ? needed : std::min(needed + spare(needed), most);
  if (capacity() < wanted) reallocate(wanted);
  // Half of what is spare in each place: they may come from both sides.
  move_to(in_front ? more + (capacity() - needed) / 2 : 0);
}

/// To that many bytes for gap, elements and spare; there is no gap afterwards.
void Pack::reallocate(std::size_t capacity) {
  if (capacity > most) throw std::bad_alloc();
  const bool is_new = empty();
  if (!is_new) move_to(0);
  void* const memory = std::realloc(block_, sizeof(Block) + capacity);
  if (memory == nullptr) throw std::bad_alloc();
  block_ = static_cast<Block*>(memory);
  if (is_new) *block_ = Block{0, 0, 0};
}

void Pack::note_gap(std::size_t gap) noexcept {
  block_->has_gap = gap == 0 ? 0 : 1;
  const auto size = static_cast<std::uint32_t>(gap);
  if (gap != 0) std::memcpy(block_ + 1, &size, sizeof size);
}

/// The elements, so that there is such a gap.
void Pack::move_to(std::size_t new_gap) noexcept {
  if (new_gap == gap()) return;
  std::memmove(reinterpret_cast<char*>(block_ + 1) + new_gap, first(), bytes());
  note_gap(new_gap);
}

/// So much is empty that it pays.
void Pack::give_back() noexcept {
  constexpr std::size_t smallest = 64;  // less is not worth a visit to malloc
  const std::size_t room = capacity();
  if (room > smallest && 2 * bytes() < room) shrink();
}

void Pack::shrink() noexcept {
  if (empty() || capacity() < bytes() + 16) return;  // malloc gives sixteen bytes at a time
  try {
    reallocate(bytes());
  } catch (const std::bad_alloc&) {  // then it stays as it is
  }
}

}  // namespace kit::resp
