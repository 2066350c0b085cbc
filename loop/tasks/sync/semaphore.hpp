// Semaphore: so many at a time, in the order of asking. Source: asyncio.Semaphore.
#pragma once

#include <cstddef>

#include "loop/tasks/sync/permits.hpp"

namespace kit {

class Semaphore {
 public:
  /// Throws std::invalid_argument for less than zero.
  explicit Semaphore(std::ptrdiff_t value = 1);

  /// `co_await semaphore.acquire()`; pair it with release(), or take scoped().
  PermitWait acquire() noexcept { return PermitWait(permits_); }
  /// `const auto held = co_await semaphore.scoped();` releases at the end of the scope.
  HeldWait<Semaphore> scoped() noexcept { return HeldWait<Semaphore>(permits_, *this); }
  /// Without waiting. False when none is left. (asyncio lacks this; what people write instead, a
  /// wait with a short timeout, is a queue of its own.)
  bool try_acquire() noexcept { return permits_.try_take(); }

  void release() noexcept { permits_.give(); }

  /// True when acquire would wait.
  bool locked() const noexcept { return permits_.free() == 0; }
  std::size_t value() const noexcept { return permits_.free(); }

 protected:
  Permits permits_;
};

/// Notices who gives back more than there was.
class BoundedSemaphore : public Semaphore {
 public:
  explicit BoundedSemaphore(std::ptrdiff_t value = 1)
      : Semaphore(value), bound_(static_cast<std::size_t>(value)) {}

  HeldWait<BoundedSemaphore> scoped() noexcept {
    return HeldWait<BoundedSemaphore>(permits_, *this);
  }
  /// Throws std::logic_error when nobody has acquired it.
  void release();

 private:
  std::size_t bound_;
};

}  // namespace kit
