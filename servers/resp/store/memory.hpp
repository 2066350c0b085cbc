// What malloc really gives: more than was asked for.
#pragma once

#include <cstddef>

#ifdef __APPLE__
#include <malloc/malloc.h>
#else
#include <malloc.h>
#endif

namespace kit::resp {

/// The bytes that can be used at `memory`, which malloc has given.
inline std::size_t usable_size(const void* memory) noexcept {
#ifdef __APPLE__
  return malloc_size(memory);
#else
  return malloc_usable_size(const_cast<void*>(memory));
#endif
}

/// The same with malloc's own bookkeeping, a word before each piece.
inline std::size_t allocated_size(const void* memory) noexcept {
  return usable_size(memory) + sizeof(std::size_t);
}

}  // namespace kit::resp
