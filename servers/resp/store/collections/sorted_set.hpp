// SortedSet: members, each with a score, in the order of the scores.
//
// A collection is one word, which stands in its key's entry: a pointer to what it holds, null while
// it holds nothing.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "servers/resp/store/kind.hpp"

namespace kit::resp {

class SortedSet {
 public:
  static constexpr Kind kind = Kind::sorted_set;

  SortedSet() = default;
  SortedSet(SortedSet&& other) noexcept : data_(std::exchange(other.data_, nullptr)) {}
  SortedSet& operator=(SortedSet&& other) noexcept {
    std::swap(data_, other.data_);
    return *this;
  }
  ~SortedSet();

  /// Throws std::bad_alloc.
  SortedSet clone() const;

  std::size_t size() const noexcept;
  bool empty() const noexcept { return size() == 0; }
  /// What malloc has given for it, in bytes. Takes no time.
  std::size_t memory() const noexcept;
  /// As OBJECT ENCODING says it.
  std::string_view encoding() const noexcept;

  /// How much work it is to free it: 1 for one piece of memory.
  std::size_t weight() const noexcept;
  /// Frees about so many pieces of memory. True while there are more; the collection is good for
  /// nothing else from then on.
  bool drain(std::size_t pieces) noexcept;

 private:
  void* data_ = nullptr;
};

}  // namespace kit::resp
