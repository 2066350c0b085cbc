// Permits: what lock, semaphore and condition have in common: a line of tasks, first come, first
// served.
//
// A permit goes from hand to hand: whoever gives one back gives it to the first in line, before
// that task runs. So nobody can barge in between, and nobody is woken for nothing. A task that is
// cancelled with the permit in its hand already passes it on.
//
// A loop that closes destroys its tasks wherever they are, and then a permit in the hand of one
// that has not run yet is lost: it is not given back, since the permits may be gone before the
// task. (`run` cancels all tasks before it closes the loop, so there none is lost.) Hence: do not
// go on using a lock, semaphore, condition or queue after a loop was closed with tasks in line.
#pragma once

#include <cstddef>
#include <exception>
#include <string>
#include <utility>

#include "loop/tasks/task_base.hpp"

namespace kit {

class PermitWait;

class Permits {
 public:
  /// `what`: "for a lock", for reports of who waits for what.
  Permits(std::size_t free, const char* what) noexcept : free_(free), what_(what) {}
  Permits(const Permits&) = delete;
  Permits& operator=(const Permits&) = delete;

  std::size_t free() const noexcept { return free_; }
  bool anybody_waits() const noexcept { return !waiting_.empty(); }

  /// Takes one if one is free: then nobody waits.
  bool try_take() noexcept;
  /// To the first in line; if there is none, it is free.
  void give() noexcept;
  /// To the first in line, or to nobody. False then.
  bool give_to_waiting() noexcept;
  /// Whoever waits, now or later, goes on without a permit. Those that are free can still be taken.
  void close() noexcept;

 private:
  friend class PermitWait;
  std::size_t free_;
  bool closed_ = false;
  const char* what_;
  LinkedList<PermitWait> waiting_;
};

/// `co_await` takes a permit. The permits must outlive the pause, except when a loop closes.
class [[nodiscard]] PermitWait : public Wait {
 public:
  explicit PermitWait(Permits& permits) noexcept : permits_(permits) {}

  bool await_ready() noexcept {
    granted_ = permits_.try_take();
    return granted_ || permits_.closed_;
  }
  bool await_suspend(Paused coroutine) noexcept;
  void await_resume() { unpark(); }
  std::string describe() const override { return permits_.what_; }

 protected:
  void abandon() noexcept override;
  /// False only after Permits::close.
  bool granted() const noexcept { return granted_; }
  /// Leaves the line. True if it had a permit already: then somebody else should have it.
  bool give_up() noexcept;
  Permits& permits() noexcept { return permits_; }

 private:
  friend class Permits;
  void wake(bool granted) noexcept;

  Permits& permits_;
  bool granted_ = false;
};

/// Gives back when it goes: `const Held held = co_await lock.scoped();`
template <class Owner>
class [[nodiscard]] Held {
 public:
  explicit Held(Owner& owner) noexcept : owner_(&owner) {}
  Held(Held&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)) {}
  Held& operator=(Held&& other) noexcept {
    std::swap(owner_, other.owner_);
    return *this;
  }
  ~Held() { release(); }

  /// Now, and not again at the end.
  void release() noexcept {
    if (owner_ == nullptr) return;
    try {
      std::exchange(owner_, nullptr)->release();
    } catch (const std::exception&) {
      // It is free already: a loop that closes destroys tasks in the midst of Condition::wait, too.
    }
  }

 private:
  Owner* owner_;
};

template <class Owner>
class [[nodiscard]] HeldWait final : public PermitWait {
 public:
  HeldWait(Permits& permits, Owner& owner) noexcept : PermitWait(permits), owner_(owner) {}
  Held<Owner> await_resume() {
    PermitWait::await_resume();
    return Held<Owner>(owner_);
  }

 private:
  Owner& owner_;
};

}  // namespace kit
