#include "loop/tasks/future.hpp"

#include <stdexcept>

namespace kit {

void check_can_await(const FutureBase& awaited) {
  const TaskBase* const task = TaskBase::current();
  if (task == nullptr) return;
  if (&awaited == task) throw std::runtime_error(task->name() + " awaits itself");
  if (&awaited.loop() != &task->loop())
    throw std::runtime_error(task->name() + " awaits something of another event loop");
}

FutureWaitBase::FutureWaitBase(Ref<FutureBase> awaited) : awaited_(std::move(awaited)) {
  check_can_await(*awaited_);
}

bool FutureWaitBase::await_suspend(Paused coroutine) {
  if (!park(coroutine)) return false;
  awaited_->add_waiter(*this);
  return true;
}

std::string FutureWaitBase::describe() const {
  const auto* task = dynamic_cast<const TaskBase*>(awaited_.get());
  return task != nullptr ? "for " + task->name() : "for a future";
}

}  // namespace kit
