// List: texts in a row.
//
// A collection is one word, which stands in its key's entry: a pointer to what it holds, null while
// it holds nothing.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "servers/resp/store/kind.hpp"

namespace kit::resp {

class List {
 public:
  static constexpr Kind kind = Kind::list;

  List() = default;
  List(List&& other) noexcept : data_(std::exchange(other.data_, nullptr)) {}
  List& operator=(List&& other) noexcept {
    std::swap(data_, other.data_);
    return *this;
  }
  ~List();

  /// Throws std::bad_alloc.
  List clone() const;

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
