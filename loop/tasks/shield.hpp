// shield: wait for a task without taking it along when the one who waits is cancelled. Source:
// asyncio.shield.
#pragma once

#include <source_location>
#include <type_traits>
#include <utility>

#include "loop/tasks/spawn.hpp"

namespace kit {

/// As awaiting the handle itself, except that a cancel stops here: the shielded task goes on, and
/// is no longer awaited. The result is copied, since others may hold the handle.
template <class T>
class [[nodiscard]] ShieldWait final : public FutureWaitBase {
 public:
  explicit ShieldWait(TaskHandle<T> handle)
      : FutureWaitBase(Ref<FutureBase>(&handle.state())), handle_(std::move(handle)) {}
  T await_resume() {
    unpark();
    if constexpr (std::is_void_v<T>)
      (void)handle_.result();
    else
      return handle_.result();
  }

 protected:
  FutureBase* next_to_cancel(bool /*first*/) noexcept override { return nullptr; }

 private:
  TaskHandle<T> handle_;
};

/// `co_await shield(handle)`. Keep the handle: who is cancelled here may want to know later how it
/// went on; what it throws with nobody left to ask is reported.
template <class T>
ShieldWait<T> shield(TaskHandle<T> handle) {
  return ShieldWait<T>(std::move(handle));
}
/// Starts `task` first.
template <class T>
ShieldWait<T> shield(Task<T> task, std::source_location where = std::source_location::current()) {
  return ShieldWait<T>(create_task(std::move(task), {}, where));
}

}  // namespace kit
