// Lock: one task at a time, in the order of asking. Source: asyncio.Lock.
//
// Between two awaits nobody else runs, so most code needs no lock. It is for what must stay whole
// across an await: a request and its answer on one connection.
#pragma once

#include "loop/tasks/sync/permits.hpp"

namespace kit {

/// Must outlive those who wait for it and those who hold a guard of it. Only a loop that closes may
/// destroy it before those who wait.
class Lock {
 public:
  /// `co_await lock.acquire()`; pair it with release(), or take scoped().
  PermitWait acquire() noexcept { return PermitWait(permits_); }
  /// `const auto held = co_await lock.scoped();` releases at the end of the scope.
  HeldWait<Lock> scoped() noexcept { return HeldWait<Lock>(permits_, *this); }
  /// Without waiting. False when it is taken.
  bool try_acquire() noexcept { return permits_.try_take(); }

  /// To the first that waits. Throws std::runtime_error when nobody holds it.
  void release();

  bool locked() const noexcept { return permits_.free() == 0; }

 private:
  Permits permits_{1, "for a lock"};
};

}  // namespace kit
