// HashField: a field and its value in one piece of memory, as the table of a big hash holds them.
//
//   | size of the field | field | size of the value | value | spare |
//
// A size is written with 7 bits a byte, the lowest first, and the highest bit set in all bytes but
// the last: one byte each for most fields.
//
// Made and given back with malloc and free, without a constructor: it is longer than its class.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <string_view>

#include "servers/resp/store/memory.hpp"

namespace kit::resp {

class HashField {
 public:
  /// Throws std::bad_alloc.
  static HashField* make(std::string_view field, std::string_view value);
  static void destroy(HashField* field) noexcept { std::free(field); }

  HashField(const HashField&) = delete;
  HashField& operator=(const HashField&) = delete;

  std::string_view field() const noexcept { return text_at(bytes()); }
  std::string_view value() const noexcept {
    const std::string_view before = field();
    return text_at(before.data() + before.size());
  }
  /// The field with another value: here, or in a new piece, and then this one is given back. Throws
  /// std::bad_alloc; then nothing has changed. `value` must not point in here.
  HashField* with_value(std::string_view value);

  /// What malloc has given for it, its own bookkeeping included.
  std::size_t memory() const noexcept { return allocated_size(this); }

 private:
  HashField() = default;
  const char* bytes() const noexcept { return reinterpret_cast<const char*>(this); }
  static std::string_view text_at(const char* place) noexcept;
};

inline std::string_view HashField::text_at(const char* place) noexcept {
  std::size_t size = static_cast<unsigned char>(*place) & 0x7f;
  for (unsigned shift = 7; (*place++ & 0x80) != 0; shift += 7)
    size |= (static_cast<std::size_t>(*place) & 0x7f) << shift;
  return {place, size};
}

}  // namespace kit::resp
