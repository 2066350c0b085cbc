// gather: run several tasks side by side and wait for all of them.
#pragma once

#include <array>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <string>
#include <tuple>
#include <utility>

#include "loop/tasks/spawn.hpp"

namespace kit {

/// Waits until all of some tasks are done, or one has thrown.
template <std::size_t N>
class [[nodiscard]] AllDone final : public Wait {
 public:
  explicit AllDone(std::array<TaskBase*, N> tasks) : tasks_(tasks) {
    for (std::size_t i = 0; i < N; ++i) notices_[i].watch(*this, *tasks_[i]);
  }

  bool await_ready() const noexcept { return left_ == 0; }
  bool await_suspend(std::coroutine_handle<> coroutine) { return park(coroutine); }
  /// Throws what the first that failed threw: the first in time, whatever its place in the list.
  void await_resume() {
    unpark();
    if (first_failed_ != nullptr) std::rethrow_exception(first_failed_->exception());
  }
  std::string describe() const override {
    return "for " + std::to_string(left_) + " of " + std::to_string(N) + " gathered tasks";
  }

 protected:
  /// Cancelling who gathers cancels what is gathered; that wakes this.
  bool cancel_awaited() noexcept override {
    if (woken_) return false;  // it is over: the others go on by themselves
    bool any = false;
    for (TaskBase* task : tasks_) any = task->cancel() || any;
    return any;
  }

 private:
  /// Runs when one of the tasks is done.
  class Notice final : public Handle {
   public:
    void watch(AllDone& owner, TaskBase& task) {
      owner_ = &owner;
      task_ = &task;
      task.add_waiter(*this);
    }
    void run() override { owner_->one_done(*task_); }

   private:
    AllDone* owner_ = nullptr;
    TaskBase* task_ = nullptr;
  };

  void one_done(const TaskBase& task) {
    --left_;
    if (woken_) return;
    const bool failed = task.cancelled() || task.exception() != nullptr;
    if (failed) first_failed_ = &task;
    if (!failed && left_ > 0) return;
    woken_ = true;
    this->loop().schedule(*this);
  }

  std::array<TaskBase*, N> tasks_;
  std::array<Notice, N> notices_;
  std::size_t left_ = N;
  const TaskBase* first_failed_ = nullptr;
  bool woken_ = false;
};

/// Runs `tasks` concurrently. Results come in the order of the arguments, void as std::monostate.
/// The first exception is thrown on at once; the other tasks go on by themselves, and what they
/// throw after that is reported.
template <class... T>
Task<std::tuple<Stored<T>...>> gather(Task<T>... tasks) {
  if constexpr (sizeof...(T) > 0) {
    std::tuple<TaskHandle<T>...> handles{create_task(std::move(tasks))...};
    const auto states = [](auto&... handle) {
      return std::array<TaskBase*, sizeof...(T)>{&handle.state()...};
    };
    AllDone<sizeof...(T)> all_done(std::apply(states, handles));
    co_await all_done;
    const auto collect = [](auto&... handle) {
      return std::tuple<Stored<T>...>(handle.state().take()...);
    };
    co_return std::apply(collect, handles);
  } else {
    co_return std::tuple<>();
  }
}

}  // namespace kit
