#include "servers/resp/store/entry.hpp"

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "servers/resp/protocol/number.hpp"
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

}  // namespace

// ------------------------------------------------------------ long texts

struct Entry::Block {
  std::size_t size;
  std::size_t capacity;

  char* data() noexcept { return reinterpret_cast<char*>(this + 1); }

  static Block* make(std::string_view text) {
    auto* const block = static_cast<Block*>(take(sizeof(Block) + text.size()));
    block->size = block->capacity = text.size();
    std::memcpy(block->data(), text.data(), text.size());
    return block;
  }
  /// Exactly so many. A big one is fresh pages of the system, which need no writing.
  static Block* zeros(std::size_t size) {
    auto* const block = static_cast<Block*>(std::calloc(1, sizeof(Block) + size));
    if (block == nullptr) throw std::bad_alloc();
    block->size = block->capacity = size;
    return block;
  }
  /// `block` with room for `size`. Whoever appends once will do so again, so it gets twice of it up
  /// to a megabyte more.
  static Block* grown(Block* block, std::size_t size) {
    if (size <= block->capacity) return block;
    const std::size_t capacity = size + std::min(size, std::size_t{1} << 20);
    void* const memory = std::realloc(block, sizeof(Block) + capacity);
    if (memory == nullptr) throw std::bad_alloc();
    block = static_cast<Block*>(memory);
    block->capacity = capacity;
    return block;
  }
};

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
  return in_block(key, from.text(), deadline);
}

void Entry::destroy(Entry* entry) noexcept {
  if (entry == nullptr) return;
  if (entry->kind() == Kind::block) std::free(entry->block());
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

std::size_t Entry::memory() const noexcept {
  return allocated_size(this) + (kind() == Kind::block ? allocated_size(block()) : 0);
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
