// Coroutines in the hands of a test: it resumes them itself, or says when a task is woken.
#pragma once

#include <coroutine>
#include <string>
#include <vector>

#include "loop/tasks/task.hpp"

namespace kit {

/// A coroutine that a test resumes itself: no loop, no running task.
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

/// `co_await GoOn()`: a pause that names the coroutine itself as the next one of the running task.
struct GoOn {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> coroutine) const noexcept {
    TaskBase::current()->continue_with(coroutine);
  }
  void await_resume() const noexcept {}
};

/// `co_await bench`: a Wait that ends when a test schedules it. Notes what park() said.
class Bench final : public Wait {
 public:
  explicit Bench(std::vector<std::string>& lines) noexcept : lines_(lines) {}

  bool await_ready() const noexcept { return false; }
  bool await_suspend(Paused coroutine) {
    const bool pauses = park(coroutine);
    lines_.push_back(pauses ? "park: true" : "park: false");
    return pauses;
  }
  void await_resume() { unpark(); }
  std::string describe() const override { return "on a bench"; }

 private:
  std::vector<std::string>& lines_;
};

}  // namespace kit
