// Timeout: a deadline for a part of a task. Source: asyncio.timeout, asyncio.wait_for, PEP 789 for
// what not to do with it.
//
// When it passes, the task is cancelled where it waits; it cleans up, and what leaves the scope is
// a TimeoutError instead of Cancelled. Somebody else's cancel stays Cancelled, also at the same
// moment. A body that never waits cannot be timed out: nobody else runs.
#pragma once

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"

namespace kit {

/// That much from now on, by the clock of the loop that runs; none for none. Throws
/// std::runtime_error when no loop runs.
std::optional<TimePoint> deadline_after(std::optional<Duration> delay);

/// `Timeout timeout(5s); co_await timeout.run(body());` Used once. Must outlive run().
class Timeout {
 public:
  /// From now on; none: no deadline (yet). Zero or less is over at the body's first pause. Throws
  /// std::runtime_error when no loop runs.
  explicit Timeout(std::optional<Duration> delay)
      : loop_(EventLoop::current()), deadline_(deadline_after(delay)) {}
  Timeout(const Timeout&) = delete;
  Timeout& operator=(const Timeout&) = delete;
  ~Timeout() { disarm(); }

  /// Awaits `body` in this very task. Throws TimeoutError when the deadline has passed, and what
  /// `body` throws; std::runtime_error when it was used before.
  template <class T>
  Task<T> run(Task<T> body) {
    enter();
    std::exception_ptr error;
    std::optional<Stored<T>> value;
    try {
      if constexpr (std::is_void_v<T>) {
        co_await std::move(body);
      } else {
        T result = co_await std::move(body);
        value.emplace(std::move(result));
      }
    } catch (...) {
      error = std::current_exception();
    }
    leave(error);
    if constexpr (!std::is_void_v<T>) co_return std::move(*value);
  }

  /// Another deadline, or none. Throws std::runtime_error when the scope has expired or was left.
  void reschedule(std::optional<TimePoint> deadline);
  /// By the loop's clock.
  std::optional<TimePoint> when() const noexcept { return deadline_; }
  /// True once the deadline has passed and the body was cancelled for it.
  bool expired() const noexcept { return state_ == State::expiring || state_ == State::expired; }

 private:
  enum class State : std::uint8_t { created, entered, expiring, expired, left };

  /// Runs when the deadline has passed.
  class Expiry final : public Handle {
   public:
    explicit Expiry(Timeout& owner) noexcept : owner_(owner) {}
    void run() override { owner_.expire(); }

   private:
    Timeout& owner_;
  };

  void enter();
  void leave(const std::exception_ptr& error);
  void arm();
  void disarm() noexcept;
  void expire() noexcept;

  EventLoop& loop_;
  std::optional<TimePoint> deadline_;
  State state_ = State::created;
  TaskBase* task_ = nullptr;             // from enter() to leave()
  std::uint32_t cancelling_before_ = 0;  // what others had asked of the task before
  Expiry expiry_{*this};
  Timer timer_{expiry_};
};

/// Runs `task`, for so long at most; none: without an end. When the time is over it is cancelled
/// and cleans up; then TimeoutError is thrown. Zero or less: it does not even begin.
template <class T>
Task<T> wait_for(Task<T> task, std::optional<Duration> delay) {
  if (delay && *delay <= Duration::zero()) {
    task.close();
    throw TimeoutError("there was no time to begin");
  }
  Timeout timeout(delay);
  if constexpr (std::is_void_v<T>) {
    co_await timeout.run(std::move(task));
  } else {
    T result = co_await timeout.run(std::move(task));
    co_return result;
  }
}

namespace detail {
/// What can be awaited, as a Task.
template <class T, class Awaitable>
Task<T> awaiting(Awaitable awaitable) {
  if constexpr (std::is_void_v<T>) {
    co_await awaitable;
  } else {
    T result = co_await awaitable;
    co_return result;
  }
}

/// Cancels what is not done, before it can begin or go on, and awaits its end.
template <class T, class Awaitable>
Task<T> ending(Awaitable awaitable) {
  const TaskBase& task = *TaskBase::current();
  const std::uint32_t cancelling_before = task.cancelling();
  awaitable.cancel();
  try {
    if constexpr (std::is_void_v<T>) {
      co_await awaitable;
      co_return;
    } else {
      T result = co_await awaitable;
      co_return result;
    }
  } catch (const Cancelled&) {
    const bool not_of_the_awaited = !awaitable.done() || task.cancelling() > cancelling_before;
    if (not_of_the_awaited) throw;
    throw TimeoutError("there was no time to begin");
  }
}

template <class T, class Awaitable>
Task<T> awaiting_for(Awaitable awaitable, std::optional<Duration> delay) {
  const bool no_time = delay && *delay <= Duration::zero() && !awaitable.done();
  Timeout timeout(no_time ? std::nullopt : delay);
  Task<T> body = no_time ? ending<T>(awaitable) : awaiting<T>(awaitable);
  if constexpr (std::is_void_v<T>) {
    co_await timeout.run(std::move(body));
  } else {
    T result = co_await timeout.run(std::move(body));
    co_return result;
  }
}
}  // namespace detail

/// The same for a task that was started, or a future: it is cancelled when the time is over. What
/// is done already gives its result, however little time there is. The result is copied, since
/// others may hold the handle or the future.
template <class T>
Task<T> wait_for(TaskHandle<T> handle, std::optional<Duration> delay) {
  return detail::awaiting_for<T>(std::move(handle), delay);
}
template <class T>
Task<T> wait_for(Future<T> future, std::optional<Duration> delay) {
  return detail::awaiting_for<T>(std::move(future), delay);
}

}  // namespace kit
