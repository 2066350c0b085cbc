#include "servers/resp/store/collections/text_set.hpp"

#include <cstdlib>
#include <cstring>
#include <new>

#include "servers/resp/store/memory.hpp"

namespace kit::resp {

TextSet::~TextSet() {
  while (drain(size())) continue;
}

std::size_t TextSet::memory() const noexcept {
  return allocated_size(this) - sizeof(table_) + table_.memory_bytes() + bytes_;
}

TextSet::Text* TextSet::make(std::string_view text) {
  const bool is_long = text.size() >= Text::is_long;
  const std::size_t before = sizeof(Text) + (is_long ? sizeof(std::uint64_t) : 0);
  auto* const made = static_cast<Text*>(std::malloc(before + text.size()));
  if (made == nullptr) throw std::bad_alloc();
  char* to = reinterpret_cast<char*>(made);
  made->size = is_long ? Text::is_long : static_cast<std::uint8_t>(text.size());
  const std::uint64_t size = text.size();
  if (is_long) std::memcpy(to + sizeof(Text), &size, sizeof size);
  if (!text.empty()) std::memcpy(to + before, text.data(), text.size());
  return made;
}

void TextSet::destroy(Text* text) noexcept {
  bytes_ -= allocated_size(text);
  std::free(text);
}

bool TextSet::insert(std::string_view text) {
  const auto place = table_.locate(text, hash_of(text));
  if (place) return false;
  Text* const made = make(text);
  try {
    table_.insert(place, made);
  } catch (const std::bad_alloc&) {
    std::free(made);
    throw;
  }
  bytes_ += allocated_size(made);
  return true;
}

bool TextSet::erase(std::string_view text) noexcept {
  Text* const erased = table_.erase(text, hash_of(text));
  if (erased == nullptr) return false;
  destroy(erased);
  return true;
}

bool TextSet::drain(std::size_t texts) noexcept {
  const std::size_t buckets = texts / Bucket::slot_count + 1;
  return table_.drain(buckets, [this](Text* text) { destroy(text); });
}

}  // namespace kit::resp
