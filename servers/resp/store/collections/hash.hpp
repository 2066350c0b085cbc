// Hash: fields, each with a value.
//
// A collection is one word, which stands in its key's entry. A small hash is a Pack: field, value,
// field, value, in the order in which they came. A big one is a table of HashFields. Whoever uses a
// hash need not know which; it turns into a table when it grows beyond the limits, and stays one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "servers/resp/store/collections/hash_field.hpp"
#include "servers/resp/store/collections/pack.hpp"
#include "servers/resp/store/hash.hpp"
#include "servers/resp/store/kind.hpp"
#include "servers/resp/store/table.hpp"

namespace kit::resp {

class Hash {
 public:
  static constexpr Kind kind = Kind::hash;

  /// How big a pack may be.
  struct Limits {
    std::size_t entries = 512;  // fields; hash-max-listpack-entries
    std::size_t value = 64;     // bytes of a field or a value; hash-max-listpack-value
  };
  /// Points into the hash: good until it changes.
  struct Pair {
    PackElement field;
    PackElement value;
  };

  Hash() noexcept : pack_() {}
  Hash(Hash&& other) noexcept : Hash() { *this = std::move(other); }
  Hash& operator=(Hash&& other) noexcept;
  ~Hash();

  /// Throws std::bad_alloc.
  Hash clone() const;

  /// Fields.
  std::size_t size() const noexcept { return is_big() ? big().table.size() : pack_.size() / 2; }
  bool empty() const noexcept { return size() == 0; }
  /// What malloc has given for it, in bytes. Takes no time.
  std::size_t memory() const noexcept;
  /// The table of its fields; null if it has none. To ask the processor for what is in it.
  const TableBase* table() const noexcept { return is_big() ? &big().table : nullptr; }
  /// As OBJECT ENCODING says it.
  std::string_view encoding() const noexcept { return is_big() ? "hashtable" : "listpack"; }
  /// True if it is one piece of memory, whose fields have an order.
  bool is_small() const noexcept { return !is_big(); }

  /// The value of a field; none if there is no such field. Good until the hash changes.
  std::optional<PackElement> find(std::string_view field) const noexcept;
  /// True if the field is new. Throws std::bad_alloc; then no value has changed. Neither text may
  /// point into the hash.
  bool set(std::string_view field, std::string_view value, const Limits& limits);
  /// False if there is no such field.
  bool erase(std::string_view field) noexcept;

  /// `visit(const PackElement& field, const PackElement& value)` for each pair, once. It must not
  /// change the hash.
  template <class Visit>
  void for_each(Visit visit) const;
  /// Some of them, or all of a small hash, and returns the cursor for the next call; see
  /// Table::scan.
  template <class Visit>
  std::uint64_t scan(std::uint64_t cursor, Visit visit) const;
  /// One by lot, all with the same chance. `random()` gives 64 random bits. Not of an empty hash.
  template <class Random>
  Pair draw(Random&& random) const;

  /// How much work it is to free it: 1 for one piece of memory.
  std::size_t weight() const noexcept { return is_big() ? size() : 1; }
  /// Frees about so many pieces of memory. True while there are more; the collection is good for
  /// nothing else from then on.
  bool drain(std::size_t pieces) noexcept;

 private:
  struct Traits {
    using Entry = HashField;
    static std::string_view key(const HashField& entry) noexcept { return entry.field(); }
    static std::uint64_t hash(const HashField& entry) noexcept { return hash_of(entry.field()); }
  };
  struct Big {
    Table<Traits> table;
    std::size_t bytes = 0;  // what the HashFields take
  };
  using Place = Table<Traits>::Place;
  struct DestroyBig {
    void operator()(Big* big) const noexcept;
  };
  static_assert(sizeof(Pack) == sizeof(std::uintptr_t));

  /// What malloc gives begins at an even address, so this bit of the word tells the two apart.
  static constexpr std::uintptr_t big_mark = 1;

  std::uintptr_t word() const noexcept {
    std::uintptr_t word;
    std::memcpy(&word, static_cast<const void*>(this), sizeof word);
    return word;
  }
  bool is_big() const noexcept { return (word() & big_mark) != 0; }
  Big& big() const noexcept { return *reinterpret_cast<Big*>(word() - big_mark); }
  void set_word(std::uintptr_t word) noexcept {
    std::memcpy(static_cast<void*>(this), &word, sizeof word);
  }
  void become(Big* big) noexcept;
  void grow_big();
  std::unique_ptr<Big, DestroyBig> as_table() const;
  bool set_in_table(std::string_view field, std::string_view value);
  static void insert(Big& big, const Place& place, HashField* made);
  static PackElement text(std::string_view text) noexcept { return PackElement(text); }

  union {
    Pack pack_;           // while the mark is not set
    std::uintptr_t big_;  // the address of a Big, marked
  };
};

template <class Visit>
void Hash::for_each(Visit visit) const {
  for (std::uint64_t cursor = scan(0, visit); cursor != 0;) cursor = scan(cursor, visit);
}

template <class Visit>
std::uint64_t Hash::scan(std::uint64_t cursor, Visit visit) const {
  if (is_big())
    return big().table.scan(cursor, [&visit](const HashField* entry) {
      visit(text(entry->field()), text(entry->value()));
    });
  for (Pack::Position field = pack_.begin(); field != pack_.end();) {
    const Pack::Position value = pack_.next(field);
    visit(pack_.get(field), pack_.get(value));
    field = pack_.next(value);
  }
  return 0;
}

template <class Random>
Hash::Pair Hash::draw(Random&& random) const {
  if (is_big()) {
    const HashField* const entry = big().table.random_entry(random);
    return {text(entry->field()), text(entry->value())};
  }
  const Pack::Position field = pack_.at(static_cast<std::ptrdiff_t>(2 * (random() % size())));
  return {pack_.get(field), pack_.get(pack_.next(field))};
}

}  // namespace kit::resp
