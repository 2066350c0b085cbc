#include "streams/buffer.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace kit {
namespace {

// How many free blocks a thread keeps: 1 MiB. More are in use at once only while many clients are
// slow, and then malloc is not what matters.
constexpr std::size_t max_spare_blocks = 16;

/// The thread's free blocks, the warmest on top.
struct Stock {
  std::array<char*, max_spare_blocks> blocks{};
  std::size_t count = 0;
  std::size_t room = max_spare_blocks;

  ~Stock() {
    while (count > 0) delete[] blocks[--count];
    room = 0;  // for buffers that die even later than this
  }
};

thread_local Stock stock;

char* acquire(std::size_t capacity) {
  if (capacity != Buffer::block_size || stock.count == 0) return new char[capacity];
  return stock.blocks[--stock.count];
}

void give_back(char* storage, std::size_t capacity) noexcept {
  if (capacity == Buffer::block_size && stock.count < stock.room)
    stock.blocks[stock.count++] = storage;
  else
    delete[] storage;
}

}  // namespace

Buffer::Buffer(Buffer&& other) noexcept
    : storage_(std::exchange(other.storage_, nullptr)),
      capacity_(std::exchange(other.capacity_, 0)),
      begin_(std::exchange(other.begin_, 0)),
      end_(std::exchange(other.end_, 0)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  std::swap(storage_, other.storage_);
  std::swap(capacity_, other.capacity_);
  std::swap(begin_, other.begin_);
  std::swap(end_, other.end_);
  return *this;
}

Buffer::~Buffer() {
  if (storage_) give_back(storage_, capacity_);
}

void Buffer::move_to(char* storage, std::size_t capacity) noexcept {
  const std::size_t bytes = size();
  if (bytes > 0) std::memcpy(storage, storage_ + begin_, bytes);
  if (storage_) give_back(storage_, capacity_);
  storage_ = storage;
  capacity_ = capacity;
  begin_ = 0;
  end_ = bytes;
}

std::span<std::byte> Buffer::prepare(std::size_t bytes) {
  if (storage_ == nullptr) {
    capacity_ = std::max(block_size, bytes);
    storage_ = acquire(capacity_);
  } else if (capacity_ - end_ < bytes) {
    make_room(bytes);
  }
  return std::as_writable_bytes(std::span(storage_ + end_, capacity_ - end_));
}

/// There is less than `bytes` behind the data.
void Buffer::make_room(std::size_t bytes) {
  const std::size_t needed = size() + bytes;
  // lesson 4.4: If the whole block has room and as many were consumed as are left: slide.
  if (needed <= capacity_ && size() <= begin_) {
    // Moving the rest to the front costs no more than what was gained by consuming it.
    std::memmove(storage_, storage_ + begin_, size());
    end_ -= begin_;
    begin_ = 0;
    return;
  }
  // end lesson 4.4
  // lesson 4.5: Move into a new block: room for `needed`, and twice the data, so that it lasts.
  const std::size_t capacity = std::max({block_size, needed, 2 * size()});
  move_to(acquire(capacity), capacity);
  // end lesson 4.5
}

void Buffer::append(std::string_view bytes) {
  if (bytes.empty()) return;
  // lesson 4.1: Prepare room for the bytes, copy them into it, and make them data.
  std::memcpy(prepare(bytes.size()).data(), bytes.data(), bytes.size());
  commit(bytes.size());
  // end lesson 4.1
}

void Buffer::consume(std::size_t bytes) noexcept {
  // lesson 4.2: Drop the bytes at the front; a buffer that has become empty gives its block back.
  begin_ += bytes;
  if (begin_ < end_ || storage_ == nullptr) return;
  give_back(std::exchange(storage_, nullptr), std::exchange(capacity_, 0));
  begin_ = end_ = 0;
  // end lesson 4.2
}

IoResult Buffer::send_to(Net& net, int fd) {
  // lesson 4.3: Offer all that is there to net.send, drop what it took, and return what it said.
  const IoResult sent = net.send(fd, view());
  if (sent.is_ok()) consume(sent.bytes());
  return sent;
  // end lesson 4.3
}

void Buffer::shrink() {
  if (empty() || size() > capacity_ / 4) return;
  const std::size_t bytes = size();
  move_to(new char[bytes], bytes);
}

}  // namespace kit
