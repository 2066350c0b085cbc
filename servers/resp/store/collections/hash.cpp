#include "servers/resp/store/collections/hash.hpp"

#include <limits>
#include <memory>
#include <new>

namespace kit::resp {
namespace {

/// Redis's limit, however high the others are: a pack counts its bytes in 32 bits.
constexpr std::size_t longest_pack = std::size_t{1} << 30;

}  // namespace

// ------------------------------------------------------------ the word

Hash& Hash::operator=(Hash&& other) noexcept {
  // A Pack is a pointer: whoever has its bytes has it.
  const std::uintptr_t mine = word();
  set_word(other.word());
  other.set_word(mine);
  return *this;
}

Hash::~Hash() {
  if (is_big())
    DestroyBig()(&big());
  else
    std::destroy_at(&pack_);
}

void Hash::become(Big* big) noexcept {
  std::destroy_at(&pack_);
  set_word(reinterpret_cast<std::uintptr_t>(big) | big_mark);
}

// ------------------------------------------------------------ looking

std::size_t Hash::memory() const noexcept {
  if (!is_big()) return pack_.memory();
  return allocated_size(&big()) + big().table.memory_bytes() + big().bytes;
}

std::optional<PackElement> Hash::find(std::string_view field) const noexcept {
  if (is_big()) {
    const HashField* const entry = big().table.find(field, hash_of(field));
    if (entry == nullptr) return std::nullopt;
    return text(entry->value());
  }
  const Pack::Position place = pack_.find(field, pack_.begin(), 2);
  if (place == pack_.end()) return std::nullopt;
  return pack_.get(pack_.next(place));
}

// ------------------------------------------------------------ changing

bool Hash::set(std::string_view field, std::string_view value, const Limits& limits) {
  if (is_big()) return set_in_table(field, value);
  const bool fits = field.size() <= limits.value && value.size() <= limits.value &&
                    pack_.bytes() + field.size() + value.size() <= longest_pack;
  const PackValue name(field);
  const Pack::Position place = pack_.find(name, pack_.begin(), 2);
  const bool is_new = place == pack_.end();
  // Also when it was too big before: the limits may have changed.
  if (!fits || size() + (is_new ? 1 : 0) > limits.entries) {
    grow_big();
    return set_in_table(field, value);
  }
  if (!is_new) {
    pack_.replace(pack_.next(place), value);
    return false;
  }
  pack_.push_back(name);
  try {
    pack_.push_back(value);
  } catch (...) {
    pack_.erase(place);
    throw;
  }
  return true;
}

bool Hash::set_in_table(std::string_view field, std::string_view value) {
  Big& all = big();
  const Place place = all.table.locate(field, hash_of(field));
  if (HashField* const entry = place.entry()) {
    const std::size_t before = entry->memory();
    HashField* const now = entry->with_value(value);
    if (now != entry) all.table.replace(place, now);
    all.bytes += now->memory() - before;
    return false;
  }
  insert(all, place, HashField::make(field, value));
  return true;
}

bool Hash::erase(std::string_view field) noexcept {
  if (is_big()) {
    HashField* const entry = big().table.erase(field, hash_of(field));
    if (entry == nullptr) return false;
    big().bytes -= entry->memory();
    HashField::destroy(entry);
    return true;
  }
  const Pack::Position place = pack_.find(field, pack_.begin(), 2);
  if (place == pack_.end()) return false;
  pack_.erase(place, 2);
  return true;
}

// ------------------------------------------------------------ the table

/// At a place where there is none. It is the table's, or given back.
void Hash::insert(Big& big, const Place& place, HashField* made) {
  try {
    big.table.insert(place, made);
  } catch (...) {
    HashField::destroy(made);
    throw;
  }
  big.bytes += made->memory();
}

/// A copy of it, as a table.
std::unique_ptr<Hash::Big, Hash::DestroyBig> Hash::as_table() const {
  std::unique_ptr<Big, DestroyBig> copy(new Big);
  const TableBase::Pause pause = copy->table.reserve(size());
  for_each([&copy](const PackElement& field, const PackElement& value) {
    PackElement::Digits field_digits;
    PackElement::Digits value_digits;
    const std::string_view name = field.text(field_digits);
    const Place place = copy->table.locate(name, hash_of(name));
    insert(*copy, place, HashField::make(name, value.text(value_digits)));
  });
  return copy;
}

void Hash::grow_big() { become(as_table().release()); }

Hash Hash::clone() const {
  Hash copy;
  if (is_big())
    copy.become(as_table().release());
  else
    copy.pack_ = pack_.clone();
  return copy;
}

// ------------------------------------------------------------ freeing

bool Hash::drain(std::size_t pieces) noexcept {
  if (!is_big()) return false;
  return big().table.drain(1 + pieces / Bucket::slot_count, HashField::destroy);
}

void Hash::DestroyBig::operator()(Big* big) const noexcept {
  while (big->table.drain(std::numeric_limits<std::size_t>::max(), HashField::destroy)) {
  }
  delete big;
}

}  // namespace kit::resp
