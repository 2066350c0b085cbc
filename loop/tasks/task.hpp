// Task: a coroutine that can be awaited.
//
// Lazy: calling the function only makes the frame; `co_await` runs it, or create_task, or run.
// Move-only, awaited once. Awaiting runs the child at once, on the caller's stack, up to its first
// real pause. If the child ends without one, await_suspend returns false and the parent goes on as
// after a plain call; a million such awaits in a loop leave the stack as flat as one.
//
// Why not return the child's handle from await_suspend ("symmetric transfer")? It needs a tail
// call, and GCC 12 makes none at -O0 or under a sanitizer: the same loop overflows the stack.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <source_location>
#include <type_traits>
#include <utility>
#include <variant>

#include "loop/errors.hpp"
#include "loop/tasks/frame.hpp"
#include "loop/tasks/task_base.hpp"

namespace kit {

template <class T>
class Task;

// Mistakes, told from where they show (loop/tasks/call_graph).

/// "coroutine 'kit::chat' was never awaited"
void warn_never_awaited(const Frame& frame) noexcept;
/// In debug mode: for the backtrace of an exception.
void note_escape(const Frame& frame) noexcept;

/// What a coroutine keeps besides its result.
class PromiseBase : public Frame {
 public:
  std::suspend_always initial_suspend() const noexcept { return {}; }

  /// The frame stays until the Task that owns it goes; control goes to whoever awaits.
  struct FinalAwaiter {
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
      const std::coroutine_handle<> awaiting = ended.promise().parent;
      if (!awaiting) return;  // nobody, or one whose await_suspend is still on the stack
      // lesson 9.6: Say that the running task continues with the one that awaits; do not resume it.
      TaskBase::current()->continue_with(awaiting);
      // end lesson 9.6
    }
    void await_resume() const noexcept {}
  };
  FinalAwaiter final_suspend() const noexcept { return {}; }

  /// What escapes the coroutine's body ends here: the compiler calls this inside a catch (...).
  void unhandled_exception() noexcept {
    note_escape(*this);
    // lesson 9.1: Keep the exception that is being handled now, for whoever awaits.
    exception = std::current_exception();
    // end lesson 9.1
  }

  std::exception_ptr exception;
  // Who awaits this. Set only once the child has paused: as long as it has not, the parent's
  // await_suspend is still on the stack and takes over when the child returns.
  std::coroutine_handle<> parent;
  bool begun = false;  // by being awaited
};

template <class T>
class Promise : public PromiseBase {
 public:
  Task<T> get_return_object(
      std::source_location function = std::source_location::current()) noexcept;
  template <class U>
  void return_value(U&& result) {
    value.emplace(std::forward<U>(result));
  }
  /// The result, or throws what the coroutine threw. Once, and only when it has ended.
  T take() {
    // lesson 9.2: Throw again what was thrown, if anything was; else give the value, by moving it.
    if (exception) std::rethrow_exception(exception);
    return std::move(*value);
    // end lesson 9.2
  }
  std::optional<T> value;
};

template <>
class Promise<void> : public PromiseBase {
 public:
  Task<void> get_return_object(
      std::source_location function = std::source_location::current()) noexcept;
  void return_void() const noexcept {}
  void take() const {
    if (exception) std::rethrow_exception(exception);
  }
};

/// Owns a coroutine's frame, and destroys it.
template <class T = void>
class [[nodiscard]] Task {
 public:
  using promise_type = Promise<T>;
  using Coroutine = std::coroutine_handle<promise_type>;

  explicit Task(Coroutine coroutine) noexcept : coroutine_(coroutine) {}
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  Task(Task&& other) noexcept : coroutine_(other.release()) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(coroutine_, other.coroutine_);
    return *this;
  }
  ~Task() {
    if (!coroutine_) return;
    if (!coroutine_.promise().begun) warn_never_awaited(coroutine_.promise());
    coroutine_.destroy();
  }

  /// `co_await f()` or `co_await std::move(task)`. Gives the result or throws what f threw; throws
  /// InvalidStateError when it was awaited before.
  auto operator co_await() && noexcept { return Awaiter(coroutine_); }

  /// False when it was awaited, started or moved from.
  bool can_start() const noexcept { return coroutine_ && !coroutine_.promise().begun; }

  /// Destroys a coroutine that shall not begin after all: no mistake, so no warning.
  void close() noexcept {
    if (coroutine_) release().destroy();
  }

  /// Gives the frame away: the caller destroys it.
  Coroutine release() noexcept { return std::exchange(coroutine_, nullptr); }

 private:
  class Awaiter {
   public:
    explicit Awaiter(Coroutine child) noexcept : child_(child) {}

    bool await_ready() const {
      if (!child_ || child_.promise().begun) throw InvalidStateError("a Task can be awaited once");
      return false;
    }
    bool await_suspend(Paused parent) const {
      child_.promise().begun = true;
      child_.promise().awaited_by = parent.frame();
      // lesson 9.3: Start the child; say whether the parent must pause. Then the child must know.
      child_.resume();
      if (child_.done()) return false;  // no pause: the parent goes on as after a call
      child_.promise().parent = parent;
      return true;
      // end lesson 9.3
    }
    T await_resume() const { return child_.promise().take(); }

   private:
    Coroutine child_;
  };

  Coroutine coroutine_;  // null: awaited by create_task, or moved from
};

template <class T>
Task<T> Promise<T>::get_return_object(std::source_location function) noexcept {
  where = function;
  return Task<T>(std::coroutine_handle<Promise<T>>::from_promise(*this));
}

inline Task<void> Promise<void>::get_return_object(std::source_location function) noexcept {
  where = function;
  return Task<void>(std::coroutine_handle<Promise<void>>::from_promise(*this));
}

}  // namespace kit
