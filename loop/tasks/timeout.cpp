#include "loop/tasks/timeout.hpp"

#include <stdexcept>

#include "loop/errors.hpp"

namespace kit {
std::optional<TimePoint> deadline_after(std::optional<Duration> delay) {
  const TimePoint now = EventLoop::current().time();
  if (!delay) return std::nullopt;
  const bool beyond_time = *delay > Duration::zero() && *delay > TimePoint::max() - now;
  return beyond_time ? TimePoint::max() : now + *delay;
}

void Timeout::enter() {
  if (state_ != State::created) throw std::runtime_error("a Timeout can be used once");
  task_ = TaskBase::current();
  cancelling_before_ = task_->cancelling();
  state_ = State::entered;
  arm();
}

void Timeout::arm() {
  if (!deadline_ || state_ != State::entered) return;
  if (*deadline_ <= loop_.time())
    loop_.schedule(expiry_);
  else
    loop_.schedule_at(*deadline_, timer_);
}

void Timeout::disarm() noexcept {
  if (timer_.pending()) loop_.unschedule(timer_);
  expiry_.unlink();
}

void Timeout::reschedule(std::optional<TimePoint> deadline) {
  if (state_ != State::created && state_ != State::entered)
    throw std::runtime_error("a Timeout that has expired or was left cannot be rescheduled");
  disarm();
  deadline_ = deadline;
  arm();
}

void Timeout::expire() noexcept {
  state_ = State::expiring;
  task_->cancel();
}

void Timeout::leave(const std::exception_ptr& error) {
  disarm();
  TaskBase& task = *std::exchange(task_, nullptr);
  if (state_ != State::expiring) {
    state_ = State::left;
  } else {
    state_ = State::expired;
    const bool only_ours = task.uncancel() <= cancelling_before_;
    if (only_ours && error && kind_of(error) == ErrorKind::cancelled)
      throw TimeoutError("the time is over");
  }
  if (error) std::rethrow_exception(error);
}

}  // namespace kit
