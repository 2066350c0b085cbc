#include "servers/resp/store/collections/hash_field.hpp"

#include <cstring>
#include <new>

namespace kit::resp {
namespace {

/// A text and the size before it, in bytes.
constexpr std::size_t bytes_of(std::string_view text) noexcept {
  std::size_t bytes = 1 + text.size();
  for (std::size_t rest = text.size() >> 7; rest != 0; rest >>= 7) ++bytes;
  return bytes;
}

/// Returns the place behind it.
char* write(char* place, std::string_view text) noexcept {
  std::size_t rest = text.size();
  for (; rest >= 0x80; rest >>= 7) *place++ = static_cast<char>(rest | 0x80);
  *place++ = static_cast<char>(rest);
  // An empty view may have no address, which memcpy() does not take.
  if (!text.empty()) std::memcpy(place, text.data(), text.size());
  return place + text.size();
}

}  // namespace

HashField* HashField::make(std::string_view field, std::string_view value) {
  void* const memory = std::malloc(bytes_of(field) + bytes_of(value));
  if (memory == nullptr) throw std::bad_alloc();
  write(write(static_cast<char*>(memory), field), value);
  return static_cast<HashField*>(memory);
}

HashField* HashField::with_value(std::string_view value) {
  constexpr std::size_t small = 64;  // too little to be worth saving
  const std::string_view name = field();
  const std::size_t needed = bytes_of(name) + bytes_of(value);
  const std::size_t room = usable_size(this);
  if (needed <= room && (room <= small || 2 * needed >= room)) {
    // The field stays where it is.
    write(const_cast<char*>(name.data() + name.size()), value);
    return this;
  }
  HashField* const other = make(name, value);
  destroy(this);
  return other;
}

}  // namespace kit::resp
