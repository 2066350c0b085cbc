// Pack: a few elements, one behind the other in one piece of memory.
//
//   | bytes of the elements | how many | gap...  | element | element | ... | spare
//         4 bytes                 4
//
// A node for each element would take several times the memory of small values, and a jump through a
// pointer for each; here a million small hashes are a million short pieces of memory, and a reply
// of a hundred elements is one walk. The price: to put something in the middle moves what is behind
// it, so a pack is kept short by whoever owns it. The gap in front is there so that taking from the
// front, and putting there, moves nothing.
//
// How elements are coded: pack_element.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

#include "servers/resp/store/collections/pack_element.hpp"

namespace kit::resp {

/// One word; null while it is empty. Whatever adds to it may throw std::bad_alloc, also for more
/// than 4 GiB; then nothing has changed. No value may point into the pack it is put into.
class Pack {
 public:
  /// Of an element: its distance from the first, in bytes. Good for that element until something
  /// before it is put in, taken out or changed.
  using Position = std::size_t;

  Pack() = default;
  Pack(Pack&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  Pack& operator=(Pack&& other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~Pack();

  /// The elements from that position on, again. Throws std::bad_alloc.
  Pack clone(Position from = 0) const;

  /// Elements.
  std::size_t size() const noexcept { return block_ == nullptr ? 0 : block_->count; }
  bool empty() const noexcept { return block_ == nullptr; }
  /// What the elements take, in bytes.
  std::size_t bytes() const noexcept { return block_ == nullptr ? 0 : block_->bytes; }
  /// What malloc has given for it, in bytes.
  std::size_t memory() const noexcept;

  Position begin() const noexcept { return 0; }
  Position end() const noexcept { return bytes(); }
  /// Of the element behind that one; end() if it is the last.
  Position next(Position position) const noexcept {
    return position + pack_code::whole_size(first() + position);
  }
  /// Of the element before that one, or before end(). There must be one.
  Position previous(Position position) const noexcept {
    return position - pack_code::whole_size_before(first() + position);
  }
  /// Of the element with that number; -1 is the last. end() if there is none. Walks from the end
  /// that is nearer.
  Position at(std::ptrdiff_t index) const noexcept;

  PackElement get(Position position) const noexcept {
    return pack_code::decode(first() + position);
  }
  bool is_at(Position position, const PackValue& value) const noexcept {
    return value.is_at(first() + position);
  }
  /// The first element from `from` on that is `value`, looking at every `step`th only: 2 for keys
  /// that alternate with values. end() if there is none.
  Position find(const PackValue& value, Position from = 0, std::size_t step = 1) const noexcept;

  void push_back(const PackValue& value) { insert(end(), value); }
  void push_front(const PackValue& value) { insert(begin(), value); }
  /// All elements of the other, which stays as it is.
  void append(const Pack& other);
  /// Before the element at `position`, which is that of the new one afterwards.
  void insert(Position position, const PackValue& value);
  /// The element stays where it is.
  void replace(Position position, const PackValue& value);
  /// Takes out `count` elements, or as many as there are. What was behind them is at `position`
  /// afterwards.
  void erase(Position position, std::size_t count = 1) noexcept;
  /// Takes out the element at `position` and all behind it.
  void truncate(Position position) noexcept { erase(position, size()); }
  void clear() noexcept;
  /// Gives back memory that nothing stands in, as far as malloc takes it.
  void shrink() noexcept;

 private:
  struct Block {
    std::uint32_t bytes;
    std::uint32_t count : 31;
    std::uint32_t has_gap : 1;  // its size is what the first four bytes of the gap say
  };
  static constexpr std::size_t smallest_gap = sizeof(std::uint32_t);

  const char* first() const noexcept { return reinterpret_cast<const char*>(block_ + 1) + gap(); }
  char* first() noexcept { return reinterpret_cast<char*>(block_ + 1) + gap(); }
  std::size_t gap() const noexcept {
    if (block_->has_gap == 0) return 0;
    std::uint32_t size;
    std::memcpy(&size, block_ + 1, sizeof size);
    return size;
  }
  /// Without moving anything. 0, or smallest_gap at least.
  void note_gap(std::size_t gap) noexcept;
  /// For the gap, the elements, and what is spare behind them.
  std::size_t capacity() const noexcept;
  void open(Position position, std::size_t bytes);
  void close(Position position, std::size_t bytes) noexcept;
  void make_room(std::size_t bytes, bool in_front);
  void reallocate(std::size_t capacity);
  void move_to(std::size_t new_gap) noexcept;
  void give_back() noexcept;

  Block* block_ = nullptr;
};

}  // namespace kit::resp
