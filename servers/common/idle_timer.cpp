#include "servers/common/idle_timer.hpp"

namespace kit {

IdleTimer::IdleTimer(Transport& transport, Duration limit) : transport_(&transport), limit_(limit) {
  if (limit_ == Duration::zero()) return;
  touch();
  transport_->loop().schedule_at(deadline_, timer_);
}

IdleTimer::~IdleTimer() { transport_->loop().unschedule(timer_); }

// Only the deadline moves, not the timer: one look at the clock per request, and the heap is left
// alone. The timer finds out when it fires.
void IdleTimer::touch() {
  if (limit_ != Duration::zero()) deadline_ = transport_->loop().time() + limit_;
}

void IdleTimer::run() {
  EventLoop& loop = transport_->loop();
  if (loop.time() < deadline_) return loop.schedule_at(deadline_, timer_);
  expired_ = true;
  transport_->end_input();
}

}  // namespace kit
