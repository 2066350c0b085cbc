// List: texts in a row, to which one adds and from which one takes at both ends at once.
//
// A collection is one word, which stands in its key's entry. A short list is a Pack: then the word
// is that pack. A long one is a row of packs of a few kilobytes each: then it is a pointer to it,
// marked by its lowest bit. Nothing is null: an empty pack.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <string_view>

#include "servers/resp/store/collections/pack.hpp"
#include "servers/resp/store/collections/pack_row.hpp"
#include "servers/resp/store/kind.hpp"

namespace kit::resp {

/// How much one pack of a list may hold. A longer element is alone in its pack.
struct PackLimits {
  std::size_t bytes = 8192;
  std::size_t elements = std::numeric_limits<std::size_t>::max();

  /// As list-max-listpack-size says it: so many elements; or -1 to -5: 4, 8, 16, 32, 64 KiB.
  static PackLimits of(int list_max_listpack_size) noexcept;
};

/// Whatever adds to it may throw std::bad_alloc; then nothing has changed. No value may point into
/// the list it is put into.
class List {
 public:
  static constexpr Kind kind = Kind::list;

  /// Of an element. Good until the list changes.
  struct Position {
    std::size_t pack = 0;
    Pack::Position place = 0;
    bool operator==(const Position&) const = default;
  };

  List() noexcept { new (word_) Pack(); }
  List(List&& other) noexcept : List() { swap(other); }
  List& operator=(List&& other) noexcept {
    swap(other);
    return *this;
  }
  ~List();

  /// Throws std::bad_alloc.
  List clone() const;

  std::size_t size() const noexcept { return is_long() ? row().elements : only().size(); }
  bool empty() const noexcept { return size() == 0; }
  /// What malloc has given for it, in bytes. Takes no time.
  std::size_t memory() const noexcept;
  /// As OBJECT ENCODING says it.
  std::string_view encoding() const noexcept { return "quicklist"; }

  Position begin() const noexcept { return {}; }
  Position end() const noexcept { return {packs(), 0}; }
  Position next(Position position) const noexcept;
  /// Of the element before that one, or before end(). There must be one.
  Position previous(Position position) const noexcept;
  /// Of the element with that number; -1 is the last. end() if there is none. Walks from the end
  /// that is nearer, pack by pack.
  Position at(std::int64_t index) const noexcept;
  PackElement get(Position position) const noexcept {
    return pack(position.pack).get(position.place);
  }
  bool is_at(Position position, const PackValue& value) const noexcept {
    return pack(position.pack).is_at(position.place, value);
  }
  /// The first element from there on that is equal; end() if there is none.
  Position find(const PackValue& value, Position from) const noexcept;
  /// Calls `visit(PackElement)` for `count` elements from there on; there must be so many.
  template <class Visit>
  void visit(Position position, std::size_t count, Visit visit) const;

  void push_back(const PackValue& value, const PackLimits& limits);
  void push_front(const PackValue& value, const PackLimits& limits);
  /// Before the element at `position`.
  void insert(Position position, const PackValue& value, const PackLimits& limits);
  /// Of the element with that number; there must be one.
  void replace(std::int64_t index, const PackValue& value, const PackLimits& limits);
  /// Takes out `count` elements; there must be so many. Returns the position of what was behind
  /// them.
  Position erase(Position position, std::size_t count = 1) noexcept;
  void pop_front(std::size_t count = 1) noexcept { erase(begin(), count); }
  void pop_back(std::size_t count = 1) noexcept;

  /// How much work it is to free it: 1 for one piece of memory.
  std::size_t weight() const noexcept { return packs() + 1; }
  /// Frees about so many pieces of memory. True while there are more; the collection is good for
  /// nothing else from then on.
  bool drain(std::size_t pieces) noexcept;

 private:
  struct Row {
    PackRow packs;
    std::size_t elements = 0;
    std::size_t pack_memory = 0;  // of all packs, in bytes
  };

  std::uintptr_t word() const noexcept {
    std::uintptr_t word;
    std::memcpy(&word, word_, sizeof word);
    return word;
  }
  bool is_long() const noexcept { return (word() & 1) != 0; }
  Pack& only() noexcept { return *std::launder(static_cast<Pack*>(static_cast<void*>(word_))); }
  const Pack& only() const noexcept {
    return *std::launder(static_cast<const Pack*>(static_cast<const void*>(word_)));
  }
  Row& row() const noexcept { return *reinterpret_cast<Row*>(word() & ~std::uintptr_t{1}); }
  std::size_t packs() const noexcept;
  const Pack& pack(std::size_t i) const noexcept { return is_long() ? row().packs[i] : only(); }
  void swap(List& other) noexcept;

  void lengthen();
  void shorten() noexcept;
  template <class Change>
  void change(std::size_t i, Change make_change);
  void add_pack(std::size_t i, Pack&& pack);
  void split(Position position);
  void join(std::size_t i, const PackLimits& limits) noexcept;

  alignas(Pack) std::byte word_[sizeof(Pack)];  // a Pack, or the address of a Row plus 1
};

template <class Visit>
void List::visit(Position position, std::size_t count, Visit visit) const {
  for (; count > 0; position = {position.pack + 1, 0}) {
    const Pack& elements = pack(position.pack);
    for (auto place = position.place; place < elements.end() && count > 0; --count) {
      visit(elements.get(place));
      place = elements.next(place);
    }
  }
}

}  // namespace kit::resp
