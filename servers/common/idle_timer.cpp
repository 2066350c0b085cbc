#include "servers/common/idle_timer.hpp"

namespace kit {

IdleTimer::IdleTimer(Transport& transport, Duration limit) {
  if (limit > Duration::zero()) countdown_ = std::make_unique<Countdown>(transport, limit);
}

IdleTimer::Countdown::Countdown(Transport& watched, Duration silence)
    : transport(&watched), limit(silence) {
  touch();
  transport->loop().schedule_at(deadline, timer);
}

IdleTimer::Countdown::~Countdown() { transport->loop().unschedule(timer); }

// Only the deadline moves, not the timer: one look at the clock per request, and the heap is left
// alone. The timer finds out when it fires.
void IdleTimer::Countdown::touch() { deadline = transport->loop().time() + limit; }

void IdleTimer::Countdown::run() {
  EventLoop& loop = transport->loop();
  if (loop.time() < deadline) return loop.schedule_at(deadline, timer);
  expired = true;
  // A client that does not read keeps its handler in drain(), where no end of input is seen. It
  // would not see a farewell either.
  if (transport->is_paused()) return transport->abort();
  transport->end_input();
}

}  // namespace kit
