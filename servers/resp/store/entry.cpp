#include "servers/resp/store/entry.hpp"

#include <cassert>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include "servers/resp/protocol/number.hpp"
#include "servers/resp/store/collections/hash.hpp"
#include "servers/resp/store/collections/list.hpp"
#include "servers/resp/store/collections/set.hpp"
#include "servers/resp/store/collections/sorted_set.hpp"
#include "servers/resp/store/entry_block.hpp"
#include "servers/resp/store/memory.hpp"

namespace kit::resp {
namespace {

void* take(std::size_t bytes) {
  void* const memory = std::malloc(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

template <class Value>
Value load(const char* from) noexcept {
  Value value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <class Value>
void store(char* to, Value value) noexcept {
  std::memcpy(to, &value, sizeof value);
}

/// Calls `visit(Collection&)` with the entry's collection as what it is. False if it has none.
template <class AnyEntry, class Visit>
bool visit_collection(AnyEntry& entry, Visit visit) {
  switch (entry.kind()) {
    case Kind::list:
      return visit(entry.template as<List>()), true;
    case Kind::hash:
      return visit(entry.template as<Hash>()), true;
    case Kind::set:
      return visit(entry.template as<Set>()), true;
    case Kind::sorted_set:
      return visit(entry.template as<SortedSet>()), true;
    case Kind::integer:
    case Kind::embedded:
    case Kind::block:
      break;
  }
  return false;
}

}  // namespace

// ------------------------------------------------------------ long texts

Entry::Block* Entry::block() const noexcept { return load<Block*>(body() + payload_place()); }

void Entry::set_block(Block* block) noexcept { store(body() + payload_place(), block); }

// ------------------------------------------------------------ making

/// With the key in its place. `payload` in bytes.
Entry* Entry::allocate(std::string_view key, Kind kind, std::size_t payload, Deadline deadline) {
  assert(key.size() <= longest_key);  // cut off, it would be another key
  const std::size_t before = deadline ? sizeof(std::int64_t) : 0;
  auto* const entry = static_cast<Entry*>(take(sizeof(Entry) + before + payload + key.size()));
  entry->key_size_ = static_cast<std::uint32_t>(key.size()) & longest_key;
  entry->kind_ = static_cast<std::uint32_t>(kind) & 7;
  entry->has_deadline_ = deadline ? 1 : 0;
  entry->access_ = 0;
  entry->text_size_ = 0;
  if (deadline) store(entry->body(), *deadline);
  std::memcpy(entry->body() + entry->key_place(), key.data(), key.size());
  return entry;
}

Entry* Entry::embed(std::string_view key, std::string_view value, Deadline deadline) {
  Entry* const entry = allocate(key, Kind::embedded, value.size(), deadline);
  entry->text_size_ = static_cast<std::uint32_t>(value.size()) & 0xff;
  std::memcpy(entry->writable(), value.data(), value.size());
  return entry;
}

Entry* Entry::with_block(std::string_view key, Block* block, Deadline deadline) {
  Entry* const entry = allocate(key, Kind::block, sizeof block, deadline);
  entry->set_block(block);
  return entry;
}

template <class Collection>
Entry* Entry::with_collection(std::string_view key, Collection&& collection, Deadline deadline) {
  Entry* const entry = allocate(key, collection.kind, sizeof(void*), deadline);
  new (entry->collection()) Collection(std::move(collection));
  return entry;
}

Entry* Entry::make(std::string_view key, std::int64_t number, Deadline deadline) {
  Entry* const entry = allocate(key, Kind::integer, sizeof number, deadline);
  entry->set_number(number);
  return entry;
}

Entry* Entry::make(std::string_view key, std::string_view value, Deadline deadline) {
  if (const std::optional<std::int64_t> number = parse_integer(value))
    return make(key, *number, deadline);
  if (value.size() <= longest_embedded) return embed(key, value, deadline);
  return in_block(key, value, deadline);
}

/// With a block of its own, however short the value is.
Entry* Entry::in_block(std::string_view key, std::string_view value, Deadline deadline) {
  return in_block(key, Block::make(value), deadline);
}

/// The block is the entry's, or given back.
Entry* Entry::in_block(std::string_view key, Block* block, Deadline deadline) {
  try {
    return with_block(key, block, deadline);
  } catch (...) {
    std::free(block);
    throw;
  }
}

Entry* Entry::zeros(std::string_view key, std::size_t size) {
  return in_block(key, Block::zeros(size), {});
}

Entry* Entry::copy(const Entry& from, std::string_view key, Deadline deadline) {
  if (from.kind() == Kind::integer) return make(key, from.number(), deadline);
  if (from.kind() == Kind::embedded) return embed(key, from.text(), deadline);
  Entry* made = nullptr;
  const auto clone = [&](const auto& collection) {
    made = with_collection(key, collection.clone(), deadline);
  };
  if (visit_collection(from, clone)) return made;
  return in_block(key, from.text(), deadline);
}

void Entry::destroy(Entry* entry) noexcept {
  if (entry == nullptr) return;
  if (entry->kind() == Kind::block) std::free(entry->block());
  visit_collection(*entry, [](auto& collection) { std::destroy_at(&collection); });
  std::free(entry);
}

// ------------------------------------------------------------ looking

Entry::Deadline Entry::deadline() const noexcept {
  if (has_deadline_ == 0) return std::nullopt;
  return load<std::int64_t>(body());
}

std::int64_t Entry::number() const noexcept { return load<std::int64_t>(body() + payload_place()); }

void Entry::set_number(std::int64_t number) noexcept { store(body() + payload_place(), number); }

std::string_view Entry::text() const noexcept {
  if (kind() == Kind::embedded) return {body() + key_place() + key_size_, text_size_};
  Block* const long_text = block();
  return {long_text->data(), long_text->size};
}

char* Entry::writable() noexcept {
  return kind() == Kind::embedded ? body() + key_place() + key_size_ : block()->data();
}

std::string_view Entry::encoding() const noexcept {
  std::string_view name;
  visit_collection(*this, [&name](const auto& collection) { name = collection.encoding(); });
  return name;
}

std::size_t Entry::memory() const noexcept {
  std::size_t value = kind() == Kind::block ? allocated_size(block()) : 0;
  visit_collection(*this, [&value](const auto& collection) { value = collection.memory(); });
  return allocated_size(this) + value;
}

std::size_t Entry::weight() const noexcept {
  std::size_t pieces = 1;
  visit_collection(*this, [&pieces](const auto& collection) { pieces = collection.weight(); });
  return pieces;
}

const TableBase* Entry::members() const noexcept {
  switch (kind()) {
    case Kind::set:
      return as<Set>().table();
    case Kind::hash:
      return as<Hash>().table();
    case Kind::sorted_set:
      return as<SortedSet>().table();
    default:
      return nullptr;
  }
}

bool Entry::drain(std::size_t pieces) noexcept {
  bool more = false;
  visit_collection(*this, [&](auto& collection) { more = collection.drain(pieces); });
  return more;
}

// ------------------------------------------------------------ changing

/// Whether an embedded text of that size has room here, and does not leave most of it empty.
bool Entry::fits(std::size_t text_size) const noexcept {
  constexpr std::size_t small = 64;  // too little to be worth saving
  const std::size_t needed = sizeof(Entry) + payload_place() + key_size_ + text_size;
  const std::size_t room = usable_size(this);
  return needed <= room && (room <= small || 2 * needed >= room);
}

Entry* Entry::replace_by(Entry* other) noexcept {
  other->access_ = access_;
  destroy(this);
  return other;
}

Entry* Entry::with_value(std::int64_t number) {
  if (kind() != Kind::integer) return replace_by(make(key(), number, deadline()));
  set_number(number);
  return this;
}

Entry* Entry::with_value(std::string_view value) {
  if (const std::optional<std::int64_t> number = parse_integer(value)) return with_value(*number);
  if (kind() == Kind::embedded && value.size() <= longest_embedded && fits(value.size())) {
    std::memmove(writable(), value.data(), value.size());  // it may be a part of what is here
    text_size_ = static_cast<std::uint32_t>(value.size()) & 0xff;
    return this;
  }
  return replace_by(make(key(), value, deadline()));
}

Entry* Entry::with_deadline(Deadline deadline) {
  if (deadline && has_deadline_ != 0) {
    store(body(), *deadline);
    return this;
  }
  if (!deadline && has_deadline_ == 0) return this;
  return remade(key(), deadline);
}

Entry* Entry::with_key(std::string_view key) { return remade(key, deadline()); }

/// With the same value, which moves.
Entry* Entry::remade(std::string_view key, Deadline deadline) {
  Entry* moved = nullptr;
  const auto move = [&](auto& collection) {
    moved = with_collection(key, std::move(collection), deadline);
  };
  if (visit_collection(*this, move)) return replace_by(moved);
  if (kind() != Kind::block) return replace_by(copy(*this, key, deadline));
  Entry* const other = with_block(key, block(), deadline);
  kind_ = static_cast<std::uint32_t>(Kind::integer) & 7;  // the block is the other's now
  return replace_by(other);
}

Entry* Entry::with_size(std::size_t size) {
  std::string digits;
  if (kind() == Kind::integer) append_integer(digits, number());
  if (kind() == Kind::block) {
    Block* const long_text = Block::grown(block(), size);
    set_block(long_text);
    if (size > long_text->size)
      std::memset(long_text->data() + long_text->size, 0, size - long_text->size);
    long_text->size = size;
    return this;
  }
  // Into a block, however short: whoever writes into a text does so again.
  const std::string_view present = kind() == Kind::integer ? digits : text();
  Block* long_text = Block::make(present.substr(0, size));
  Entry* other = nullptr;
  try {
    long_text = Block::grown(long_text, size);
    other = with_block(key(), long_text, deadline());
  } catch (...) {
    std::free(long_text);
    throw;
  }
  std::memset(long_text->data() + long_text->size, 0, size - long_text->size);
  long_text->size = size;
  return replace_by(other);
}

}  // namespace kit::resp
