#include "servers/resp/store/collections/list.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "servers/resp/store/memory.hpp"

namespace kit::resp {
namespace {

bool has_room(const Pack& pack, std::size_t bytes, std::size_t elements,
              const PackLimits& limits) noexcept {
  return pack.bytes() + bytes <= limits.bytes && pack.size() + elements <= limits.elements;
}

bool has_room(const Pack& pack, const PackValue& value, const PackLimits& limits) noexcept {
  return pack.empty() || has_room(pack, value.size(), 1, limits);
}

}  // namespace

PackLimits PackLimits::of(int list_max_listpack_size) noexcept {
  constexpr int most_elements = 32767;  // that is what Redis's own field for it holds
  PackLimits limits;
  if (list_max_listpack_size >= 0) {
    limits.elements =
        static_cast<std::size_t>(std::clamp(list_max_listpack_size, 1, most_elements));
  } else {
    limits.bytes = std::size_t{2048} << std::min(-std::max(list_max_listpack_size, -5), 5);
  }
  return limits;
}

// ------------------------------------------------------------ as a whole

List::~List() {
  if (is_long())
    delete &row();
  else
    std::destroy_at(&only());
}

/// The words as they are: neither a pack nor a row knows where it stands.
void List::swap(List& other) noexcept { std::swap(word_, other.word_); }

List List::clone() const {
  List copy;
  if (!is_long()) {
    copy.only() = only().clone();
    return copy;
  }
  copy.lengthen();
  Row& made = copy.row();
  for (std::size_t i = 0; i < packs(); ++i) {
    copy.add_pack(i, pack(i).clone());
    made.elements += made.packs.back().size();
  }
  return copy;
}

std::size_t List::packs() const noexcept {
  if (is_long()) return row().packs.size();
  return only().empty() ? 0 : 1;
}

std::size_t List::memory() const noexcept {
  if (!is_long()) return only().memory();
  const Row& long_list = row();
  return allocated_size(&long_list) + long_list.packs.memory() + long_list.pack_memory;
}

bool List::drain(std::size_t pieces) noexcept {
  if (!is_long()) return false;
  PackRow& packs = row().packs;
  for (; pieces > 0 && packs.size() > 0; --pieces) packs.erase(packs.size() - 1);
  return packs.size() > 0;
}

// ------------------------------------------------------------ finding

List::Position List::next(Position position) const noexcept {
  const Pack& elements = pack(position.pack);
  position.place = elements.next(position.place);
  return position.place == elements.end() ? Position{position.pack + 1, 0} : position;
}

List::Position List::previous(Position position) const noexcept {
  if (position.place == 0) position = {position.pack - 1, pack(position.pack - 1).end()};
  position.place = pack(position.pack).previous(position.place);
  return position;
}

List::Position List::at(std::int64_t index) const noexcept {
  const auto count = static_cast<std::int64_t>(size());
  if (index < 0) index += count;
  if (index < 0 || index >= count) return end();
  std::size_t i = 0;
  if (index < count / 2) {
    for (; index >= static_cast<std::int64_t>(pack(i).size()); ++i)
      index -= static_cast<std::int64_t>(pack(i).size());
  } else {
    i = packs();
    std::int64_t before = count;  // elements in the packs before i
    while (before > index) before -= static_cast<std::int64_t>(pack(--i).size());
    index -= before;
  }
  return {i, pack(i).at(index)};
}

List::Position List::find(const PackValue& value, Position from) const noexcept {
  const std::size_t count = packs();
  for (; from.pack < count; from = {from.pack + 1, 0}) {
    const Pack& elements = pack(from.pack);
    from.place = elements.find(value, from.place);
    if (from.place != elements.end()) return from;
  }
  return end();
}

// ------------------------------------------------------------ one pack or several

/// Throws std::bad_alloc; then nothing has changed.
void List::lengthen() {
  auto made = std::make_unique<Row>();
  if (!only().empty()) {
    const std::size_t elements = only().size();
    const std::size_t memory = only().memory();
    made->packs.insert(0, std::move(only()));
    made->elements = elements;
    made->pack_memory = memory;
  }
  std::destroy_at(&only());
  const std::uintptr_t word = reinterpret_cast<std::uintptr_t>(made.release()) | 1;
  std::memcpy(word_, &word, sizeof word);
}

/// A row of one pack is not worth its memory.
void List::shorten() noexcept {
  if (!is_long() || packs() > 1) return;
  Row* const old = &row();
  new (word_) Pack();
  if (old->packs.size() == 1) only() = std::move(old->packs[0]);
  delete old;
}

/// `make_change(Pack&)` with that pack; elements and memory are counted.
template <class Change>
void List::change(std::size_t i, Change make_change) {
  if (!is_long()) return make_change(only());
  Row& long_list = row();
  Pack& pack = long_list.packs[i];
  const std::size_t elements = pack.size();
  const std::size_t memory = pack.memory();
  make_change(pack);
  long_list.elements += pack.size() - elements;
  long_list.pack_memory += pack.memory() - memory;
}

/// Whose elements are counted already, if they are any.
void List::add_pack(std::size_t i, Pack&& pack) {
  const std::size_t memory = pack.memory();
  if (!is_long()) lengthen();
  row().packs.insert(i, std::move(pack));
  row().pack_memory += memory;
}

/// In two packs, the second of which begins there. Throws std::bad_alloc; then nothing has changed.
void List::split(Position position) {
  add_pack(position.pack + 1, pack(position.pack).clone(position.place));
  Row& long_list = row();
  // The elements behind are counted once in each pack until the first is cut.
  long_list.elements += long_list.packs[position.pack + 1].size();
  change(position.pack, [&](Pack& head) { head.truncate(position.place); });
}

/// That pack and the next, if they fit into one.
void List::join(std::size_t i, const PackLimits& limits) noexcept {
  if (i + 1 >= packs()) return;
  const Pack& second = pack(i + 1);
  if (!has_room(pack(i), second.bytes(), second.size(), limits)) return;
  try {
    change(i, [&](Pack& first) { first.append(second); });
  } catch (const std::bad_alloc&) {
    return;  // two will do
  }
  change(i + 1, [](Pack& joined) { joined.clear(); });
  row().packs.erase(i + 1);
  shorten();
}

// ------------------------------------------------------------ changing

void List::push_back(const PackValue& value, const PackLimits& limits) {
  const std::size_t count = packs();
  if (count == 0 || has_room(pack(count - 1), value, limits))
    return change(count - 1, [&](Pack& pack) { pack.push_back(value); });
  Pack added;
  added.push_back(value);
  add_pack(count, std::move(added));
  ++row().elements;
  change(count - 1, [](Pack& full) { full.shrink(); });
}

void List::push_front(const PackValue& value, const PackLimits& limits) {
  if (packs() == 0 || has_room(pack(0), value, limits))
    return change(0, [&](Pack& pack) { pack.push_front(value); });
  Pack added;
  added.push_front(value);
  add_pack(0, std::move(added));
  ++row().elements;
  change(1, [](Pack& full) { full.shrink(); });
}

void List::insert(Position position, const PackValue& value, const PackLimits& limits) {
  const std::size_t i = position.pack;
  if (position == end()) return push_back(value, limits);
  if (position == begin()) return push_front(value, limits);
  if (has_room(pack(i), value, limits))
    return change(i, [&](Pack& pack) { pack.insert(position.place, value); });
  if (position.place == 0 && has_room(pack(i - 1), value, limits))
    return change(i - 1, [&](Pack& pack) { pack.push_back(value); });
  if (position.place != 0) {
    split(position);
    insert({i + 1, 0}, value, limits);
    join(i + 1, limits);
    if (i > 0) join(i - 1, limits);
    return;
  }
  Pack added;
  added.push_back(value);
  add_pack(i, std::move(added));
  ++row().elements;
}

void List::replace(std::int64_t index, const PackValue& value, const PackLimits& limits) {
  if (index < 0) index += static_cast<std::int64_t>(size());
  const Position position = at(index);
  const Pack& present = pack(position.pack);
  const std::size_t bytes = present.next(position.place) - position.place;
  if (present.size() == 1 || value.size() <= bytes ||
      has_room(present, value.size() - bytes, 0, limits))
    return change(position.pack, [&](Pack& pack) { pack.replace(position.place, value); });
  insert(position, value, limits);
  erase(at(index + 1));
}

List::Position List::erase(Position position, std::size_t count) noexcept {
  if (count == 0) return position;
  const std::size_t first = position.pack;
  std::size_t behind = first;  // the pack to look at next
  if (position.place != 0) {
    const std::size_t before = pack(first).size();
    change(first, [&](Pack& cut) { cut.erase(position.place, count); });
    count -= before - pack(first).size();
    ++behind;
  }
  const std::size_t emptied = behind;
  while (count > 0 && count >= pack(behind).size()) {
    count -= pack(behind).size();
    change(behind, [](Pack& pack) { pack.clear(); });
    if (!is_long()) return begin();
    ++behind;
  }
  if (count > 0) change(behind, [&](Pack& pack) { pack.erase(0, count); });
  if (is_long()) row().packs.erase(emptied, behind - emptied);
  const bool ends_there = emptied > first && position.place == pack(first).end();
  shorten();
  return emptied > first && !ends_there ? position : Position{emptied, 0};
}

void List::pop_back(std::size_t count) noexcept {
  erase(at(-static_cast<std::int64_t>(count)), count);
}

}  // namespace kit::resp
