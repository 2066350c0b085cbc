// Set: members, in no order.
//
// A collection is one word, which stands in its key's entry: a pointer to what it holds, null while
// it holds nothing. Members that are all integers, and not too many, are an IntSet, which takes a
// tenth of the memory; from the first other one on it is a TextSet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "servers/resp/store/collections/int_set.hpp"
#include "servers/resp/store/collections/member.hpp"
#include "servers/resp/store/collections/text_set.hpp"
#include "servers/resp/store/kind.hpp"

namespace kit::resp {

class Set {
 public:
  static constexpr Kind kind = Kind::set;

  Set() = default;
  Set(Set&& other) noexcept : word_(std::exchange(other.word_, 0)) {}
  Set& operator=(Set&& other) noexcept {
    std::swap(word_, other.word_);
    return *this;
  }
  ~Set();

  /// Throws std::bad_alloc.
  Set clone() const;

  std::size_t size() const noexcept;
  bool empty() const noexcept { return size() == 0; }
  /// What malloc has given for it, in bytes. Takes no time.
  std::size_t memory() const noexcept;
  /// The table of its members; null if it has none. To ask the processor for what is in it.
  const TableBase* table() const noexcept { return has_texts() ? &texts()->table() : nullptr; }
  /// As OBJECT ENCODING says it.
  std::string_view encoding() const noexcept;

  /// False if it is there already. `most_integers`: from so many members on, integers are kept as
  /// texts, too (set-max-intset-entries). Throws std::bad_alloc; then no member has changed.
  bool insert(std::string_view member, std::size_t most_integers);
  bool insert(const Member& member, std::size_t most_integers);
  bool contains(std::string_view member) const;
  /// A member of another set, or of this one.
  bool contains(const Member& member) const;
  /// False if it is not there.
  bool erase(std::string_view member) noexcept;
  /// It may be the very one that is kept here.
  bool erase(const Member& member) noexcept;

  /// Calls `visit(const Member&)` for each until it returns false; integers come in ascending
  /// order. `visit` must not change the set.
  template <class Visit>
  void walk(Visit visit) const;
  /// The same for all of them.
  template <class Visit>
  void for_each(Visit visit) const {
    walk([&visit](const Member& member) { return visit(member), true; });
  }
  /// Some of them, and the cursor for the next call, 0 when there are no more: see Table::scan. An
  /// IntSet is given whole.
  template <class Visit>
  std::uint64_t scan(std::uint64_t cursor, Visit visit) const;
  /// One by lot, all with the same chance. The set must not be empty. `random()` gives 64 bits.
  template <class Random>
  Member draw(Random&& random) const;

  /// How much work it is to free it: 1 for one piece of memory.
  std::size_t weight() const noexcept;
  /// Frees about so many pieces of memory. True while there are more; the collection is good for
  /// nothing else from then on.
  bool drain(std::size_t pieces) noexcept;

 private:
  static constexpr std::uintptr_t of_texts = 1;  // the lowest bit of a pointer to a TextSet

  bool has_texts() const noexcept { return (word_ & of_texts) != 0; }
  /// Of one that has texts.
  TextSet* texts() const noexcept { return reinterpret_cast<TextSet*>(word_ - of_texts); }
  /// Of one that has none; null while it is empty.
  IntSet* integers() const noexcept { return reinterpret_cast<IntSet*>(word_); }
  void hold(IntSet* set) noexcept { word_ = reinterpret_cast<std::uintptr_t>(set); }
  void hold(TextSet* set) noexcept { word_ = reinterpret_cast<std::uintptr_t>(set) + of_texts; }
  TextSet& make_texts();
  bool insert_integer(std::int64_t number, std::size_t most_integers);
  bool erase_integer(std::int64_t number) noexcept;

  std::uintptr_t word_ = 0;
};

template <class Visit>
void Set::walk(Visit visit) const {
  if (has_texts())
    return texts()->walk([&visit](std::string_view text) { return visit(Member(text)); });
  const IntSet* const set = integers();
  const std::size_t count = size();
  for (std::size_t i = 0; i < count; ++i)
    if (!visit(Member((*set)[i]))) return;
}

template <class Visit>
std::uint64_t Set::scan(std::uint64_t cursor, Visit visit) const {
  if (has_texts())
    return texts()->scan(cursor, [&visit](std::string_view text) { visit(Member(text)); });
  for_each(visit);
  return 0;
}

template <class Random>
Member Set::draw(Random&& random) const {
  if (has_texts()) return Member(texts()->draw(random));
  return Member((*integers())[random() % size()]);
}

}  // namespace kit::resp
