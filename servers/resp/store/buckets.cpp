#include "servers/resp/store/buckets.hpp"

#include <sys/mman.h>

#include <cstdlib>
#include <memory>

namespace kit::resp {
namespace {

// From here on an array is a mapping of its own. malloc would do the same at first, but it learns:
// after big blocks were freed it serves the next from its heap, and clears them byte by byte.
constexpr std::size_t mapped_size = 4096;  // 256 KiB

// So many buckets are given back at a time.
constexpr std::size_t piece = 4096;

constexpr std::size_t line = 64;

Bucket* map(std::size_t size) noexcept {
  void* memory = ::mmap(nullptr, size * sizeof(Bucket), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<Bucket*>(memory);
}

}  // namespace

BucketArray::BucketArray(std::size_t size) noexcept {
  if (size >= mapped_size) {
    buckets_ = map(size);  // all zero, which is an empty bucket
  } else {
    buckets_ = static_cast<Bucket*>(std::aligned_alloc(line, size * sizeof(Bucket)));
    if (buckets_ != nullptr) std::uninitialized_value_construct_n(buckets_, size);
  }
  if (buckets_ != nullptr) size_ = size;
}

BucketArray::~BucketArray() {
  if (size_ >= mapped_size)
    ::munmap(buckets_, size_ * sizeof(Bucket));
  else
    std::free(buckets_);
}

void BucketArray::release_before(std::size_t end) noexcept {
  if (end % piece != 0 || end == 0 || size_ < mapped_size) return;
  // Only advice: if the system does not take it, the destructor gives the pages back.
  ::madvise(buckets_ + end - piece, piece * sizeof(Bucket), MADV_DONTNEED);
}

}  // namespace kit::resp
