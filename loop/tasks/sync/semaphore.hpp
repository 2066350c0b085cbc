// Semaphore: so many at a time, in the order of asking. Source: asyncio.Semaphore.
#pragma once

#include <cstddef>
#include <limits>

#include "loop/tasks/sync/permits.hpp"

namespace kit {

/// Must outlive those who wait for it and those who hold a guard of it. Only a loop that closes may
/// destroy it before those who wait.
class Semaphore {
 public:
  /// Throws std::invalid_argument for less than zero.
  explicit Semaphore(std::ptrdiff_t value = 1)
      : Semaphore(value, std::numeric_limits<std::size_t>::max()) {}

  /// `co_await semaphore.acquire()`; pair it with release(), or take scoped().
  PermitWait acquire() noexcept { return PermitWait(permits_); }
  /// `const auto held = co_await semaphore.scoped();` releases at the end of the scope.
  HeldWait<Semaphore> scoped() noexcept { return HeldWait<Semaphore>(permits_, *this); }
  /// Without waiting. False when none is left. (asyncio lacks this; what people write instead, a
  /// wait with a short timeout, is a queue of its own.)
  bool try_acquire() noexcept { return permits_.try_take(); }

  /// To the first that waits. A BoundedSemaphore throws std::logic_error when nobody has acquired
  /// it, also when it is called by this name.
  void release();

  /// True when acquire would wait.
  bool locked() const noexcept { return permits_.free() == 0; }
  std::size_t value() const noexcept { return permits_.free(); }

 protected:
  /// With `value` permits now, and at no time more than `bound`.
  Semaphore(std::ptrdiff_t value, std::size_t bound);

 private:
  Permits permits_;
  std::size_t bound_;
};

/// Notices who gives back more than there was.
class BoundedSemaphore : public Semaphore {
 public:
  /// Throws std::invalid_argument for less than zero.
  explicit BoundedSemaphore(std::ptrdiff_t value = 1)
      : Semaphore(value, static_cast<std::size_t>(value)) {}
};

}  // namespace kit
