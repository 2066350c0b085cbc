// Entry: a key and its value, in one piece of memory where that is possible.
//
//   | size of the key, kind, deadline? | access | deadline, if any | number or pointer | key |
//   | size of the key, kind, deadline? | access | deadline, if any | collection        | key |
//   | size of the key, kind, deadline? | access | deadline, if any | key | short text          |
//
// A million small keys are a million of these, so each byte counts, and so does each jump through a
// pointer: a key of 16 bytes and a value of 32 are 56 bytes, one allocation, side by side. A value
// that is an integer is kept as one. A long text has a block of its own, which can grow. A
// collection is a word that points to what it holds.
//
// An Entry is made and given back with malloc and free, and has no constructor: it is longer than
// its class. Nobody but the table points to it for longer than one command.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>
#include <string_view>

#include "servers/resp/store/kind.hpp"
#include "servers/resp/store/table_base.hpp"

namespace kit::resp {

class Entry {
 public:
  /// The longest text that stands in the entry itself. A longer one gains little by it: it fills
  /// more than one cache line anyway.
  static constexpr std::size_t longest_embedded = 192;
  /// In bytes; a quarter of a gigabyte, half of what Redis allows.
  static constexpr std::size_t longest_key = (std::size_t{1} << 28) - 1;

  using Deadline = std::optional<std::int64_t>;  // Unix time in ms; none: it stays

  /// An entry with the text `value`, kept as an integer if it is written like one. `key` is at most
  /// longest_key bytes. Throws std::bad_alloc.
  static Entry* make(std::string_view key, std::string_view value, Deadline deadline = {});
  /// The same with a number.
  static Entry* make(std::string_view key, std::int64_t number, Deadline deadline = {});
  /// A text of `size` zero bytes, for those who write into it: see writable().
  static Entry* zeros(std::string_view key, std::size_t size);
  /// One with an empty collection: List, Hash, Set or SortedSet.
  template <class Collection>
  static Entry* make_empty(std::string_view key);
  /// Another one with the same value, in the same form, under another key.
  static Entry* copy(const Entry& from, std::string_view key, Deadline deadline = {});
  /// Gives the memory back, the value's, too. For a collection it takes as long as there are
  /// elements: see drain().
  static void destroy(Entry* entry) noexcept;

  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;

  std::string_view key() const noexcept { return {body() + key_place(), key_size_}; }
  Kind kind() const noexcept { return static_cast<Kind>(kind_); }
  Deadline deadline() const noexcept;
  /// Seconds on a clock of 24 bits, or what an eviction policy makes of them.
  std::uint32_t access() const noexcept { return access_; }
  void set_access(std::uint32_t access) noexcept { access_ = access & 0xffffff; }

  /// Of an integer.
  std::int64_t number() const noexcept;
  void set_number(std::int64_t number) noexcept;
  /// Of any other form of a string. Good until the entry changes.
  std::string_view text() const noexcept;

  /// Of a collection, of that kind. Good until the entry changes.
  template <class Collection>
  Collection& as() noexcept;
  template <class Collection>
  const Collection& as() const noexcept {
    return const_cast<Entry*>(this)->as<Collection>();
  }
  /// The hash table of its members; null if it has none. To ask the processor for what is in it.
  const TableBase* members() const noexcept;
  /// As OBJECT ENCODING names it. Of a collection.
  std::string_view encoding() const noexcept;
  /// About how many pieces of memory destroy() gives back.
  std::size_t weight() const noexcept;
  /// Gives about so many back. True while there are more; the entry is good for nothing but that
  /// and destroy() from then on.
  bool drain(std::size_t pieces) noexcept;

  // These may need another piece of memory. They return the entry that there is now; if it is not
  // this one, this one is given back already, and its place in every table is the caller's to set.
  // Throw std::bad_alloc; then nothing has changed.

  Entry* with_value(std::string_view value);
  Entry* with_value(std::int64_t number);
  Entry* with_deadline(Deadline deadline);
  /// A long value is not copied.
  Entry* with_key(std::string_view key);
  /// Text of `size` bytes: the present one (an integer is written out), cut off or filled up with
  /// zero bytes. For those who write into it: see writable().
  Entry* with_size(std::size_t size);
  /// Of a text.
  char* writable() noexcept;

  /// What malloc has given for it, its own bookkeeping included.
  std::size_t memory() const noexcept;

 private:
  /// A long text, with room to grow.
  struct Block;

  Entry() = default;
  static Entry* allocate(std::string_view key, Kind kind, std::size_t payload, Deadline deadline);
  static Entry* embed(std::string_view key, std::string_view value, Deadline deadline);
  static Entry* with_block(std::string_view key, Block* block, Deadline deadline);
  static Entry* in_block(std::string_view key, std::string_view value, Deadline deadline);
  static Entry* in_block(std::string_view key, Block* block, Deadline deadline);
  template <class Collection>
  static Entry* with_collection(std::string_view key, Collection&& collection, Deadline deadline);
  bool fits(std::size_t text_size) const noexcept;
  void* collection() noexcept { return body() + payload_place(); }
  Entry* remade(std::string_view key, Deadline deadline);
  Entry* replace_by(Entry* other) noexcept;

  char* body() noexcept { return reinterpret_cast<char*>(this + 1); }
  const char* body() const noexcept { return reinterpret_cast<const char*>(this + 1); }
  std::size_t payload_place() const noexcept {
    return has_deadline_ != 0 ? sizeof(std::int64_t) : 0;
  }
  std::size_t key_place() const noexcept {
    return payload_place() + (kind() == Kind::embedded ? 0 : sizeof(std::int64_t));
  }
  Block* block() const noexcept;
  void set_block(Block* block) noexcept;

  std::uint32_t key_size_ : 28;
  std::uint32_t kind_ : 3;
  std::uint32_t has_deadline_ : 1;
  std::uint32_t access_ : 24;
  std::uint32_t text_size_ : 8;  // of an embedded text
};
static_assert(sizeof(Entry) == 8);

template <class Collection>
Entry* Entry::make_empty(std::string_view key) {
  static_assert(sizeof(Collection) == sizeof(void*));
  Entry* const entry = allocate(key, Collection::kind, sizeof(Collection), {});
  new (entry->collection()) Collection();
  return entry;
}

template <class Collection>
Collection& Entry::as() noexcept {
  assert(kind() == Collection::kind);
  return *std::launder(static_cast<Collection*>(collection()));
}

}  // namespace kit::resp
