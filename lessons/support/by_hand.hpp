// Coroutines in the hands of a test: no loop, no running task.
#pragma once

#include <coroutine>

#include "loop/tasks/task.hpp"

namespace kit {

/// A coroutine that a test resumes itself.
template <class T = void>
class ByHand {
 public:
  explicit ByHand(Task<T> task) : coroutine_(task.release()) {}
  ~ByHand() { coroutine_.destroy(); }
  ByHand(const ByHand&) = delete;
  ByHand& operator=(const ByHand&) = delete;

  void resume() { coroutine_.resume(); }
  bool done() const { return coroutine_.done(); }
  Promise<T>& promise() const { return coroutine_.promise(); }
  void* address() const { return coroutine_.address(); }

 private:
  typename Task<T>::Coroutine coroutine_;
};

/// `co_await door`: a pause that ends when somebody resumes who stands there.
struct Door {
  std::coroutine_handle<> waiting;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> coroutine) noexcept { waiting = coroutine; }
  void await_resume() const noexcept {}
};

/// Who is noted as the parent of a coroutine that returns a Task<>; null for nobody.
inline void* parent_of(std::coroutine_handle<> coroutine) {
  using Coroutine = Task<>::Coroutine;
  return Coroutine::from_address(coroutine.address()).promise().parent.address();
}

/// `co_await ParentNow()` gives that without a pause: false means "go on".
struct ParentNow {
  void* parent = nullptr;

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> coroutine) noexcept {
    parent = parent_of(coroutine);
    return false;
  }
  void* await_resume() const noexcept { return parent; }
};

}  // namespace kit
