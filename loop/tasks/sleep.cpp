#include "loop/tasks/sleep.hpp"

namespace kit {

SleepWait::~SleepWait() {
  if (timer_.pending()) loop().unschedule(timer_);  // the frame is destroyed while it sleeps
}

bool SleepWait::await_suspend(Paused coroutine) {
  if (!park(coroutine)) return false;
  if (delay_ <= Duration::zero()) {
    loop().schedule(*this);
  } else {
    const TimePoint now = loop().time();
    const bool beyond_time = delay_ > TimePoint::max() - now;
    loop().schedule_at(beyond_time ? TimePoint::max() : now + delay_, timer_);
  }
  return true;
}

void SleepWait::abandon() noexcept {
  loop().unschedule(timer_);
  unlink();
}

std::string SleepWait::describe() const {
  return "in a sleep of " + std::to_string(std::chrono::duration<double>(delay_).count()) + " s";
}

}  // namespace kit
