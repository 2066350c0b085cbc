// TextSet: texts, in the order of a hash table.
//
// Each is one piece of memory, its size before its bytes: one byte for up to 254, so that the
// shortest texts have 23 bytes in the smallest piece that malloc gives.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "servers/resp/store/hash.hpp"
#include "servers/resp/store/table.hpp"

namespace kit::resp {

class TextSet {
 public:
  TextSet() = default;
  TextSet(const TextSet&) = delete;
  TextSet& operator=(const TextSet&) = delete;
  /// It takes as long as there are texts: drain() a big one before.
  ~TextSet();

  std::size_t size() const noexcept { return table_.size(); }
  /// What malloc has given for it and its texts. It is itself one of malloc's pieces.
  std::size_t memory() const noexcept;

  const TableBase& table() const noexcept { return table_; }

  /// `hash` is hash_of(text).
  bool contains(std::string_view text, std::uint64_t hash) const {
    return table_.find(text, hash) != nullptr;
  }
  bool contains(std::string_view text) const { return contains(text, hash_of(text)); }
  /// Before so many inserts into an empty one; see TableBase::reserve.
  TableBase::Pause reserve(std::size_t texts) noexcept { return table_.reserve(texts); }
  /// False if it is there already. Throws std::bad_alloc; then nothing has changed.
  bool insert(std::string_view text);
  /// False if it is not there. `text` may be the one that is kept here.
  bool erase(std::string_view text) noexcept;

  /// Calls `visit(std::string_view)` for each until it returns false.
  template <class Visit>
  void walk(Visit visit) const;
  /// See Table::scan. `visit(std::string_view)`.
  template <class Visit>
  std::uint64_t scan(std::uint64_t cursor, Visit visit) const {
    return table_.scan(cursor, [&visit](const Text* text) { visit(view(*text)); });
  }
  /// One by lot, all with the same chance; the set must not be empty. See Table::random_entry.
  template <class Random>
  std::string_view draw(Random&& random) const {
    return view(*table_.random_entry(random));
  }

  /// Frees about so many texts. True while there are more; the set is good for nothing else from
  /// then on.
  bool drain(std::size_t texts) noexcept;

 private:
  struct Text;  // the first byte of such a piece
  static std::string_view view(const Text& text) noexcept;
  struct Traits {
    using Entry = Text;
    static std::string_view key(const Text& text) noexcept { return view(text); }
    static std::uint64_t hash(const Text& text) noexcept { return hash_of(view(text)); }
  };
  static Text* make(std::string_view text);
  void destroy(Text* text) noexcept;

  Table<Traits> table_;
  std::size_t bytes_ = 0;  // of the texts
};

struct TextSet::Text {
  static constexpr std::uint8_t is_long = 255;  // then the size follows, in eight bytes
  std::uint8_t size;
};

inline std::string_view TextSet::view(const Text& text) noexcept {
  const char* const behind = reinterpret_cast<const char*>(&text) + 1;
  if (text.size != Text::is_long) return {behind, text.size};
  std::uint64_t size;
  std::memcpy(&size, behind, sizeof size);
  return {behind + sizeof size, size};
}

template <class Visit>
void TextSet::walk(Visit visit) const {
  // The texts lie anywhere in memory: each is asked for while others are visited.
  std::array<const Text*, 64> ahead;
  std::size_t count = 0;
  bool going = true;
  const auto visit_all = [&] {
    for (std::size_t i = 0; i < count && going; ++i) going = visit(view(*ahead[i]));
    count = 0;
  };
  std::size_t place = 0;
  do {
    place = table_.sweep(place, [&](const Text* text) {
      __builtin_prefetch(text);
      ahead[count++] = text;
      if (count == ahead.size()) visit_all();
    });
  } while (place != 0 && going);
  visit_all();
}

}  // namespace kit::resp
