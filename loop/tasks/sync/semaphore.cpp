#include "loop/tasks/sync/semaphore.hpp"

#include <stdexcept>

namespace kit {

Semaphore::Semaphore(std::ptrdiff_t value, std::size_t bound)
    : permits_(static_cast<std::size_t>(value), "for a semaphore"), bound_(bound) {
  if (value < 0) throw std::invalid_argument("a semaphore needs a value of at least 0");
}

void Semaphore::release() {
  if (value() >= bound_) throw std::logic_error("BoundedSemaphore released too many times");
  permits_.give();
}

}  // namespace kit
