// run_in_executor: wait for work that blocks, done by another thread. Source: asyncio's
// loop.run_in_executor.
//
// The function and what it captures belong to the other thread until it has returned: give it
// copies, not references, and nothing of the loop (tasks, futures, streams).
#pragma once

#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "loop/executor.hpp"
#include "loop/tasks/future.hpp"
#include "loop/tasks/task.hpp"
#include "loop/wakeup.hpp"

namespace kit {

/// A task's pause until another thread has done its work. Cancelled, it does not wait any longer:
/// work that has begun goes on, and what comes of it is dropped.
class [[nodiscard]] WorkWait final : public Wait {
 public:
  /// What both sides know of the work.
  class Shared : public Work {
   public:
    explicit Shared(std::shared_ptr<Wakeup> wakeup) : wakeup_(std::move(wakeup)) {}
    void run(std::shared_ptr<Work> self) noexcept final;

   protected:
    /// In the other thread; throws nothing.
    virtual void work() noexcept = 0;

   private:
    friend class WorkWait;
    void done() noexcept;

    std::shared_ptr<Wakeup> wakeup_;
    std::atomic<bool> unwanted_ = false;
    WorkWait* waiting_ = nullptr;  // for the loop's thread alone
  };

  WorkWait(Executor& executor, std::shared_ptr<Shared> shared)
      : executor_(executor), shared_(std::move(shared)) {}
  ~WorkWait() { forget(); }

  bool await_ready() const noexcept { return false; }
  bool await_suspend(Paused coroutine);
  void await_resume() { unpark(); }
  std::string describe() const override { return "for another thread"; }

 protected:
  void abandon() noexcept override;

 private:
  void forget() noexcept;

  Executor& executor_;
  std::shared_ptr<Shared> shared_;
};

namespace detail {

template <class Function>
class FunctionWork final : public WorkWait::Shared {
 public:
  using Result = std::invoke_result_t<Function&>;

  FunctionWork(std::shared_ptr<Wakeup> wakeup, Function function)
      : Shared(std::move(wakeup)), function_(std::move(function)) {}

  Result take() {
    if (error_) std::rethrow_exception(error_);
    if constexpr (!std::is_void_v<Result>) return std::move(*value_);
  }

 protected:
  void work() noexcept override {
    try {
      if constexpr (std::is_void_v<Result>)
        function_();
      else
        value_.emplace(function_());
    } catch (...) {
      error_ = std::current_exception();
    }
  }

 private:
  Function function_;
  std::optional<Stored<Result>> value_;
  std::exception_ptr error_;
};

}  // namespace detail

/// Calls `function()` in a thread of `executor`, and returns or throws what it does.
template <class Function>
Task<std::invoke_result_t<Function&>> run_in_executor(Executor& executor, Function function) {
  const auto work = std::make_shared<detail::FunctionWork<Function>>(EventLoop::current().wakeup(),
                                                                     std::move(function));
  co_await WorkWait(executor, work);
  co_return work->take();
}

/// In the loop's own executor: EventLoop::set_default_executor, else default_executor().
template <class Function>
Task<std::invoke_result_t<Function&>> run_in_executor(Function function) {
  return run_in_executor(EventLoop::current().executor(), std::move(function));
}

}  // namespace kit
