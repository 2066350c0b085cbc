#include "loop/tasks/sync/semaphore.hpp"

#include <stdexcept>

namespace kit {

Semaphore::Semaphore(std::ptrdiff_t value)
    : permits_(static_cast<std::size_t>(value), "for a semaphore") {
  if (value < 0) throw std::invalid_argument("a semaphore needs a value of at least 0");
}

void BoundedSemaphore::release() {
  if (value() >= bound_) throw std::logic_error("BoundedSemaphore released too many times");
  Semaphore::release();
}

}  // namespace kit
