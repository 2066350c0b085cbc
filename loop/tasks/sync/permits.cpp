#include "loop/tasks/sync/permits.hpp"

#include <utility>

namespace kit {

bool Permits::try_take() noexcept {
  if (free_ == 0) return false;
  --free_;
  return true;
}

void Permits::give() noexcept {
  if (!give_to_waiting()) ++free_;
}

bool Permits::give_to_waiting() noexcept {
  PermitWait* const first = waiting_.pop_front();
  if (first != nullptr) first->wake(true);
  return first != nullptr;
}

void Permits::close() noexcept {
  closed_ = true;
  while (PermitWait* const first = waiting_.pop_front()) first->wake(false);
}

bool PermitWait::await_suspend(Paused coroutine) noexcept {
  if (!park(coroutine)) return false;
  permits_.waiting_.push_back(*this);
  return true;
}

void PermitWait::wake(bool granted) noexcept {
  granted_ = granted;
  loop().schedule(*this);
}

bool PermitWait::give_up() noexcept {
  unlink();
  return std::exchange(granted_, false);
}

void PermitWait::abandon() noexcept {
  if (give_up()) permits_.give();
}

}  // namespace kit
