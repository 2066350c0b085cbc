#include "servers/resp/store/collections/set.hpp"

#include <memory>
#include <optional>

#include "servers/resp/protocol/number.hpp"

namespace kit::resp {
namespace {

void insert_into(TextSet& texts, const Member& member) {
  const MemberText text(member);
  (void)texts.insert(text.view());
}

}  // namespace

Set::~Set() {
  if (has_texts())
    delete texts();
  else
    IntSet::destroy(integers());
}

Set Set::clone() const {
  Set other;
  if (has_texts()) {
    TextSet& into = other.make_texts();
    const TableBase::Pause pause = into.reserve(size());
    for_each([&into](const Member& member) { insert_into(into, member); });
  } else if (word_ != 0) {
    other.hold(IntSet::copy(*integers()));
  }
  return other;
}

std::size_t Set::size() const noexcept {
  if (has_texts()) return texts()->size();
  return word_ == 0 ? 0 : integers()->size();
}

std::size_t Set::memory() const noexcept {
  if (has_texts()) return texts()->memory();
  return word_ == 0 ? 0 : integers()->memory();
}

std::string_view Set::encoding() const noexcept { return has_texts() ? "hashtable" : "intset"; }

// ------------------------------------------------------------ changes

/// Moves the integers, if there are some, to a TextSet.
TextSet& Set::make_texts() {
  auto made = std::make_unique<TextSet>();
  for_each([&made](const Member& member) { insert_into(*made, member); });
  IntSet::destroy(integers());
  hold(made.release());
  return *texts();
}

bool Set::insert(std::string_view member, std::size_t most_integers) {
  if (has_texts()) return texts()->insert(member);
  if (const std::optional<std::int64_t> number = parse_integer(member))
    return insert_integer(*number, most_integers);
  return make_texts().insert(member);
}

bool Set::insert(const Member& member, std::size_t most_integers) {
  if (member.is_number() && !has_texts()) return insert_integer(member.number(), most_integers);
  const MemberText text(member);
  return insert(text.view(), most_integers);
}

/// Of one that has no texts.
bool Set::insert_integer(std::int64_t number, std::size_t most_integers) {
  if (size() >= most_integers) {
    if (word_ != 0 && integers()->contains(number)) return false;
    const MemberText text{Member(number)};
    return make_texts().insert(text.view());
  }
  if (word_ == 0) hold(IntSet::make());
  IntSet* set = integers();
  const bool inserted = IntSet::insert(set, number);
  hold(set);
  return inserted;
}

bool Set::erase(std::string_view member) noexcept {
  if (has_texts()) return texts()->erase(member);
  const std::optional<std::int64_t> number = parse_integer(member);
  return number && erase_integer(*number);
}

bool Set::erase(const Member& member) noexcept {
  if (member.is_number() && !has_texts()) return erase_integer(member.number());
  const MemberText text(member);
  return erase(text.view());
}

bool Set::erase_integer(std::int64_t number) noexcept {
  if (word_ == 0) return false;
  IntSet* set = integers();
  const bool erased = IntSet::erase(set, number);
  hold(set);
  return erased;
}

// ------------------------------------------------------------ looking

bool Set::contains(std::string_view member) const {
  if (has_texts()) return texts()->contains(member);
  if (word_ == 0) return false;
  const std::optional<std::int64_t> number = parse_integer(member);
  return number && integers()->contains(*number);
}

bool Set::contains(const Member& member) const {
  if (member.is_number() && !has_texts())
    return word_ != 0 && integers()->contains(member.number());
  const MemberText text(member);
  return contains(text.view());
}

// ------------------------------------------------------------ giving back

std::size_t Set::weight() const noexcept { return has_texts() ? 1 + texts()->size() : 1; }

bool Set::drain(std::size_t pieces) noexcept { return has_texts() && texts()->drain(pieces); }

}  // namespace kit::resp
