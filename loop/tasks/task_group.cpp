#include "loop/tasks/task_group.hpp"

#include <stdexcept>

#include "loop/errors.hpp"

namespace kit {
ExceptionGroup::ExceptionGroup(std::vector<std::exception_ptr> exceptions)
    : exceptions_(std::move(exceptions)) {
  const std::size_t count = exceptions_.size();
  what_ = "unhandled errors in a TaskGroup (" + std::to_string(count) + " sub-exception" +
          (count == 1 ? ")" : "s)");
  for (const std::exception_ptr& error : exceptions_) what_ += "; " + describe(error);
}

/// A loop that closes may destroy a group whose tasks are not done.
TaskGroup::~TaskGroup() {
  while (Member* const member = children_.pop_front()) delete static_cast<Child*>(member);
}

void TaskGroup::enter() {
  if (entered_) throw std::runtime_error("a TaskGroup can be run once");
  parent_ = TaskBase::current();
  entered_ = in_body_ = true;
}

void TaskGroup::check_open() const {
  if (!entered_) throw std::runtime_error("this TaskGroup does not run yet");
  if (parent_ == nullptr) throw std::runtime_error("this TaskGroup has ended");
  if (aborting_) throw std::runtime_error("this TaskGroup is ending");
}

void TaskGroup::abort() noexcept {
  aborting_ = true;
  children_.for_each([](Member& member) { static_cast<Child&>(member).task().cancel(); });
}

void TaskGroup::one_done(Child& child) {
  child.Member::unlink();
  last_done_.reset(&child);
  TaskBase& task = child.task();
  if (!task.cancelled() && task.exception() != nullptr) {
    const std::exception_ptr error = task.exception();
    if (kind_of(error) == ErrorKind::leaves_loop)
      leaves_loop_ = leaves_loop_ ? leaves_loop_ : error;
    else
      errors_.push_back(error);
    if (!aborting_) {
      abort();
      // The body, too, where it waits. Behind the body nobody needs to be woken for this.
      if (in_body_) {
        cancelled_parent_ = true;
        parent_->cancel();
      }
    }
  }
  if (children_.empty()) parent_->loop().schedule_all(joining_);
}

Task<void> TaskGroup::join() {
  while (!children_.empty()) co_await ListWait(joining_, "for the tasks of a group");
}

Task<void> TaskGroup::leave(std::exception_ptr error) {
  in_body_ = false;
  std::exception_ptr cancelled;
  if (error && kind_of(error) == ErrorKind::cancelled) cancelled = error;
  if (error && kind_of(error) == ErrorKind::error) errors_.push_back(error);
  // A cancel that was ours is taken back; one from outside remains.
  if (cancelled_parent_ && parent_->uncancel() == 0) cancelled = nullptr;
  if (error && !aborting_) abort();
  while (!children_.empty()) {
    try {
      co_await join();
    } catch (...) {  // from outside, while we wait: they get it as well, and we wait on
      cancelled = std::current_exception();
      if (!aborting_) abort();
    }
  }
  parent_ = nullptr;
  if (error && kind_of(error) == ErrorKind::leaves_loop) std::rethrow_exception(error);
  if (leaves_loop_) std::rethrow_exception(leaves_loop_);
  if (cancelled && errors_.empty()) std::rethrow_exception(cancelled);
  if (!errors_.empty()) throw ExceptionGroup(std::move(errors_));
}

}  // namespace kit
