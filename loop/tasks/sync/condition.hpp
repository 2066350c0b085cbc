// Condition: wait for a change of what a lock guards. Source: asyncio.Condition.
#pragma once

#include <cstddef>
#include <functional>

#include "loop/tasks/sync/lock.hpp"
#include "loop/tasks/task.hpp"

namespace kit {

/// Must outlive those who wait in it or for its lock, and those who hold a guard of that. Only a
/// loop that closes may destroy it before those who wait.
class Condition {
 public:
  /// With a lock of its own.
  Condition() noexcept : lock_(own_) {}
  /// With a lock that others use, too, and that outlives this.
  explicit Condition(Lock& lock) noexcept : lock_(lock) {}
  Condition(const Condition&) = delete;
  Condition& operator=(const Condition&) = delete;

  PermitWait acquire() noexcept { return lock_.acquire(); }
  HeldWait<Lock> scoped() noexcept { return lock_.scoped(); }
  void release() { lock_.release(); }
  bool locked() const noexcept { return lock_.locked(); }

  /// Releases the lock, waits for a notify, and takes the lock again: also before it throws
  /// Cancelled. Throws std::runtime_error when nobody holds the lock.
  Task<void> wait();
  /// Until `predicate` holds, asking it after each notify.
  Task<void> wait_for(std::function<bool()> predicate);

  /// Both throw std::runtime_error when nobody holds the lock.
  void notify(std::size_t count = 1);
  void notify_all();

 private:
  /// Who is cancelled with the news in hand passes them on; if nobody waits, they are old.
  class NewsWait final : public PermitWait {
   public:
    using PermitWait::PermitWait;

   protected:
    void abandon() noexcept override;
  };

  void check_locked(const char* call) const;

  Lock own_;
  Lock& lock_;
  Permits news_{0, "for a condition"};
};

}  // namespace kit
