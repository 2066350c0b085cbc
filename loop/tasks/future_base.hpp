// FutureBase: the part of a future, and of a task, that does not depend on the type of its result.
//
// Done exactly once: with a result, with an exception, or cancelled. Whoever waits is queued in the
// order of asking, never called from inside set_result: the one who sets must be able to finish
// its own sentence first.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <source_location>
#include <string>

#include "loop/event_loop.hpp"
#include "loop/handle.hpp"
#include "loop/ref.hpp"

namespace kit {

class FutureBase : public Counted {
 public:
  bool done() const noexcept { return state_ != State::pending; }
  bool cancelled() const noexcept { return state_ == State::cancelled; }

  /// True when it is done and threw. Asking does not count as having seen the exception.
  bool failed() const noexcept { return exception_ != nullptr; }

  /// The exception, or null after a result. Throws InvalidStateError when not done, Cancelled when
  /// cancelled.
  std::exception_ptr exception() const;

  /// False when it is done already.
  virtual bool cancel() noexcept;

  /// Calls back in a later pass once this is done, also if it is done now.
  void add_done_callback(std::function<void()> callback,
                         std::source_location where = std::source_location::current());

  /// As add_done_callback, for a handle that the caller keeps alive.
  void add_waiter(Handle& handle);

  EventLoop& loop() const noexcept { return loop_; }

 protected:
  explicit FutureBase(EventLoop& loop) noexcept : loop_(loop) {}
  ~FutureBase() override;

  /// Throws InvalidStateError when done.
  void check_pending() const;
  /// Throws what result() throws when there is no result to return.
  void check_result() const;
  void set_done(std::exception_ptr exception) noexcept;  // null: there is a result
  void set_cancelled() noexcept;
  virtual std::string kind() const { return "Future"; }
  virtual void add_details(ExceptionContext&) const {}
  /// Reports an exception that nobody asked for. Call it from the destructor of the last class. The
  /// loop may be gone by then.
  void report_unretrieved() noexcept;

 private:
  enum class State : std::uint8_t { pending, finished, cancelled };

  State state_ = State::pending;
  mutable bool retrieved_ = false;  // somebody has seen the exception
  EventLoop& loop_;
  HandleList waiters_;
  std::exception_ptr exception_;
};

}  // namespace kit
