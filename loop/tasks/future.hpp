// Future: a result that somebody will set, for others to await.
//
// The bridge from callbacks to coroutines. A Future is a reference: copies mean the same result.
#pragma once

#include <coroutine>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "loop/errors.hpp"
#include "loop/tasks/future_base.hpp"
#include "loop/tasks/task_base.hpp"

namespace kit {

/// How a result of type T is kept: void becomes std::monostate.
template <class T>
using Stored = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

/// Adds the value to a FutureBase or a TaskBase.
template <class T, class Base>
class WithResult : public Base {
 public:
  using Base::Base;

  /// Throws what exception() holds; InvalidStateError when not done, Cancelled when cancelled.
  const Stored<T>& result() const {
    this->check_result();
    return *value_;
  }
  /// The result, moved out: nobody else gets it.
  Stored<T> take() {
    this->check_result();
    return std::move(*value_);
  }

 protected:
  std::optional<Stored<T>> value_;
};

template <class T>
class FutureState final : public WithResult<T, FutureBase> {
 public:
  explicit FutureState(EventLoop& loop) : WithResult<T, FutureBase>(loop) {}

  void set_result(Stored<T> value) {
    this->check_pending();
    this->value_.emplace(std::move(value));
    this->set_done(nullptr);
  }
  void set_exception(std::exception_ptr exception) {
    this->check_pending();
    this->set_done(std::move(exception));
  }

 private:
  ~FutureState() override { this->report_unretrieved(); }
};

/// Throws std::runtime_error when the running task is `awaited` itself, or of another loop.
void check_can_await(const FutureBase& awaited);

/// A task's pause until a future or another task is done. Keeps it alive meanwhile.
class FutureWaitBase : public Wait {
 public:
  /// Throws what check_can_await throws.
  explicit FutureWaitBase(Ref<FutureBase> awaited);

  bool await_ready() const noexcept { return awaited_->done(); }
  bool await_suspend(Paused coroutine);
  std::string describe() const override;
  void visit_awaited(const Visit& visit) const override { visit(*awaited_); }

 protected:
  FutureBase* next_to_cancel(bool first) noexcept override {
    return first ? awaited_.get() : nullptr;
  }

 private:
  Ref<FutureBase> awaited_;
};

/// `Moves`: the only one who asked takes the result out; else a copy.
template <class T, class State, bool Moves>
class [[nodiscard]] FutureWait final : public FutureWaitBase {
 public:
  explicit FutureWait(const Ref<State>& state)
      : FutureWaitBase(Ref<FutureBase>(state.get())), state_(*state) {}
  T await_resume() {
    unpark();
    if constexpr (std::is_void_v<T>)
      (void)state_.result();
    else if constexpr (Moves)
      return state_.take();
    else
      return state_.result();
  }

 private:
  State& state_;  // FutureWaitBase keeps it alive
};

template <class T = void>
class Future {
 public:
  explicit Future(EventLoop& loop = EventLoop::current()) : state_(new FutureState<T>(loop)) {}

  /// Both throw InvalidStateError when done. They wake those who wait, in order, in the next pass.
  void set_result(Stored<T> value = {}) const { state_->set_result(std::move(value)); }
  void set_exception(std::exception_ptr exception) const {
    state_->set_exception(std::move(exception));
  }
  template <class E>
  void set_exception(E exception) const {
    state_->set_exception(std::make_exception_ptr(std::move(exception)));
  }

  bool done() const noexcept { return state_->done(); }
  bool cancelled() const noexcept { return state_->cancelled(); }
  bool cancel() const noexcept { return state_->cancel(); }
  const Stored<T>& result() const { return state_->result(); }
  std::exception_ptr exception() const { return state_->exception(); }
  void add_done_callback(std::function<void()> callback,
                         std::source_location where = std::source_location::current()) const {
    state_->add_done_callback(std::move(callback), where);
  }

  auto operator co_await() const& { return FutureWait<T, FutureState<T>, false>(state_); }
  auto operator co_await() && { return FutureWait<T, FutureState<T>, true>(state_); }

 private:
  Ref<FutureState<T>> state_;
};

}  // namespace kit
