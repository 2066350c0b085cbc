#include "loop/tasks/future_base.hpp"

#include "loop/errors.hpp"

namespace kit {

FutureBase::~FutureBase() {
  while (Handle* waiter = waiters_.pop_front()) waiter->discard();
}

std::exception_ptr FutureBase::exception() const {
  if (state_ == State::cancelled) throw Cancelled();
  if (state_ == State::pending) throw InvalidStateError("Exception is not set.");
  retrieved_ = true;
  return exception_;
}

void FutureBase::check_pending() const {
  if (done()) throw InvalidStateError("the " + kind() + " is done already");
  loop_.check_thread("set_result or set_exception");
}

void FutureBase::check_result() const {
  if (state_ == State::cancelled) throw Cancelled();
  if (state_ == State::pending) throw InvalidStateError("Result is not set.");
  retrieved_ = true;
  if (exception_) std::rethrow_exception(exception_);
}

bool FutureBase::cancel() noexcept {
  // First whether it is done: then it may have outlived its loop.
  if (done() || loop_.in_foreign_thread("cancel")) return false;
  set_cancelled();
  return true;
}

void FutureBase::set_done(std::exception_ptr exception) noexcept {
  exception_ = std::move(exception);
  state_ = State::finished;
  loop_.schedule_all(waiters_);
}

void FutureBase::set_cancelled() noexcept {
  state_ = State::cancelled;
  loop_.schedule_all(waiters_);
}

void FutureBase::add_waiter(Handle& handle) {
  if (done())
    loop_.schedule(handle);
  else
    waiters_.push_back(handle);
}

void FutureBase::add_done_callback(std::function<void()> callback, std::source_location where) {
  add_waiter(*new Callback(loop_, std::move(callback), where));  // it owns itself while queued
}

void FutureBase::report_unretrieved() noexcept {
  if (!exception_ || retrieved_) return;
  ExceptionContext context;
  context.message = kind() + " exception was never retrieved";
  context.exception = exception_;
  add_details(context);
  if (LifeSign::of(&loop_))
    loop_.call_exception_handler(context);
  else
    log_report(context);
}

}  // namespace kit
