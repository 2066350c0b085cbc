// create_task: start a task beside this one.
//
// Promises: the body does not run before the next pass; the loop owns the task until it is done, so
// one that nobody keeps a handle to does not vanish; an exception that nobody retrieves is
// reported, with the place where the task was made.
#pragma once

#include <source_location>
#include <stdexcept>
#include <string>
#include <utility>

#include "loop/tasks/future.hpp"
#include "loop/tasks/task.hpp"
#include "loop/tasks/task_base.hpp"

namespace kit {

template <class T>
class TaskState final : public WithResult<T, TaskBase> {
 public:
  TaskState(EventLoop& loop, Task<T> task, std::string name, std::source_location where)
      : WithResult<T, TaskBase>(loop, std::move(name), where), coroutine_(task.release()) {
    this->start(coroutine_, coroutine_.promise());
  }

 protected:
  std::exception_ptr collect() noexcept override {
    Promise<T>& promise = coroutine_.promise();
    if (promise.exception) return promise.exception;
    try {
      if constexpr (std::is_void_v<T>)
        this->value_.emplace();
      else
        this->value_.emplace(std::move(*promise.value));
    } catch (...) {  // a result that cannot be moved, only copied, and not even that
      return std::current_exception();
    }
    return nullptr;
  }
  void destroy_frame() noexcept override {
    if (coroutine_) std::exchange(coroutine_, nullptr).destroy();
  }

 private:
  ~TaskState() override {
    this->report_unretrieved();
    destroy_frame();
  }
  typename Task<T>::Coroutine coroutine_;  // null once the task is done
};

/// A reference to a task that was started. Awaitable by many; copies mean the same task.
template <class T = void>
class TaskHandle {
 public:
  explicit TaskHandle(Ref<TaskState<T>> state) noexcept : state_(std::move(state)) {}

  bool done() const noexcept { return state_->done(); }
  bool cancelled() const noexcept { return state_->cancelled(); }
  /// See TaskBase::cancel.
  bool cancel() const noexcept { return state_->cancel(); }
  std::uint32_t cancelling() const noexcept { return state_->cancelling(); }
  const Stored<T>& result() const { return state_->result(); }
  std::exception_ptr exception() const { return state_->exception(); }
  std::string name() const { return state_->name(); }
  void set_name(std::string name) const { state_->set_name(std::move(name)); }
  void add_done_callback(std::function<void()> callback,
                         std::source_location where = std::source_location::current()) const {
    state_->add_done_callback(std::move(callback), where);
  }

  auto operator co_await() const& { return FutureWait<T, TaskState<T>, false>(state_); }
  auto operator co_await() && { return FutureWait<T, TaskState<T>, true>(state_); }

  TaskState<T>& state() const noexcept { return *state_; }

 private:
  Ref<TaskState<T>> state_;
};

/// Starts `task` in `loop`, in its next pass. Throws std::runtime_error when the loop is closed,
/// InvalidStateError when `task` was awaited or started before.
template <class T>
TaskHandle<T> create_task(EventLoop& loop, Task<T> task, std::string name = {},
                          std::source_location where = std::source_location::current()) {
  if (loop.is_closed()) throw std::runtime_error("the event loop is closed");
  loop.check_thread("create_task");
  if (!task.can_start()) throw InvalidStateError("a Task can be awaited or started once");
  Ref<TaskState<T>> state(new TaskState<T>(loop, std::move(task), std::move(name), where));
  return TaskHandle<T>(std::move(state));
}

/// In the loop that runs in this thread. Throws std::runtime_error if none does.
template <class T>
TaskHandle<T> create_task(Task<T> task, std::string name = {},
                          std::source_location where = std::source_location::current()) {
  return create_task(EventLoop::current(), std::move(task), std::move(name), where);
}

}  // namespace kit
