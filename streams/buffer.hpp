// Buffer: bytes on their way. Appended at the back, consumed at the front.
//
// Promises: what is in it lies in one piece, so that a parser can look at it without copying. An
// empty buffer owns no memory: most connections of a server are idle, and those cost only their
// objects. The blocks that go and come with every request are kept in a small stock per thread, so
// the same few, warm in the processor's cache, serve all connections.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "loop/os/net.hpp"

namespace kit {

class Buffer {
 public:
  /// What one read gets at most, unless more is in the buffer already: 64 KiB.
  static constexpr std::size_t block_size = 65536;

  Buffer() = default;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;
  ~Buffer();

  std::size_t size() const noexcept { return end_ - begin_; }
  bool empty() const noexcept { return begin_ == end_; }
  std::size_t capacity() const noexcept { return capacity_; }

  /// Good until the next call that is not const.
  std::string_view view() const noexcept { return {storage_ + begin_, size()}; }

  /// Room for at least `bytes` behind what is there: write into it, then commit(). May move what
  /// is there.
  std::span<std::byte> prepare(std::size_t bytes);
  /// The first `bytes` of the prepared room are data now.
  void commit(std::size_t bytes) noexcept { end_ += bytes; }

  void append(std::string_view bytes);
  /// Drops `bytes` at the front; at most size().
  void consume(std::size_t bytes) noexcept;
  void clear() noexcept { consume(size()); }

  /// One send(2) of what is there; drops what the system took, at the front. Returns what send
  /// gave: the rest waits for the next call.
  IoResult send_to(Net& net, int fd);

  /// Gives back a block that is nearly empty. Call it before a pause: a client that has sent three
  /// bytes of a line, and then nothing, should not hold 64 KiB.
  void shrink();

 private:
  void make_room(std::size_t bytes);
  void move_to(char* storage, std::size_t capacity) noexcept;

  char* storage_ = nullptr;  // null when empty
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;  // data is storage_[begin_, end_)
  std::size_t end_ = 0;
};

}  // namespace kit
