#include "loop/tasks/run_in_executor.hpp"

#include <source_location>
#include <stdexcept>

namespace kit {

void WorkWait::Shared::run(std::shared_ptr<Work> self) noexcept {
  if (!unwanted_) work();
  // From the moment of the post this may be gone, together with its own reference.
  const std::shared_ptr<Wakeup> wakeup = wakeup_;
  try {
    wakeup->post([self = std::move(self)] { static_cast<Shared&>(*self).done(); },
                 std::source_location::current());
  } catch (const std::exception&) {
    // The loop is closed: nobody waits any more.
  }
}

/// In the loop's thread.
void WorkWait::Shared::done() noexcept {
  if (WorkWait* const waiting = std::exchange(waiting_, nullptr))
    waiting->loop().schedule(*waiting);
}

bool WorkWait::await_suspend(Paused coroutine) {
  if (!park(coroutine)) return false;
  shared_->waiting_ = this;
  executor_.submit(shared_);
  return true;
}

void WorkWait::forget() noexcept {
  shared_->waiting_ = nullptr;
  shared_->unwanted_ = true;
}

void WorkWait::abandon() noexcept {
  forget();
  unlink();
}

}  // namespace kit
