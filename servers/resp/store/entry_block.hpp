// Entry::Block: a long text, with room to grow. For entry.cpp alone.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>

#include "servers/resp/store/entry.hpp"

namespace kit::resp {

struct Entry::Block {
  std::size_t size;
  std::size_t capacity;

  char* data() noexcept { return reinterpret_cast<char*>(this + 1); }

  static Block* make(std::string_view text) {
    auto* const block = static_cast<Block*>(std::malloc(sizeof(Block) + text.size()));
    if (block == nullptr) throw std::bad_alloc();
    block->size = block->capacity = text.size();
    std::memcpy(block->data(), text.data(), text.size());
    return block;
  }
  /// Exactly so many. A big one is fresh pages of the system, which need no writing.
  static Block* zeros(std::size_t size) {
    auto* const block = static_cast<Block*>(std::calloc(1, sizeof(Block) + size));
    if (block == nullptr) throw std::bad_alloc();
    block->size = block->capacity = size;
    return block;
  }
  /// `block` with room for `size`. Whoever appends once will do so again, so it gets twice of it up
  /// to a megabyte more.
  static Block* grown(Block* block, std::size_t size) {
    if (size <= block->capacity) return block;
    const std::size_t capacity = size + std::min(size, std::size_t{1} << 20);
    void* const memory = std::realloc(block, sizeof(Block) + capacity);
    if (memory == nullptr) throw std::bad_alloc();
    block = static_cast<Block*>(memory);
    block->capacity = capacity;
    return block;
  }
};

}  // namespace kit::resp
