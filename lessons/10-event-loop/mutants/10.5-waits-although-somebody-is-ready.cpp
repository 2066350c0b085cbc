// The loop looks at its timers alone and goes to sleep, although somebody is ready: who was woken
// before it went to sleep waits until something else happens. That is a lost wake-up.
// caught by: 10.5: it does not wait while somebody is ready
// saying: waits == Lines{"0 s", "0 s"}
// saying: came:     "5 s", "55 s"
  const std::optional<TimePoint> deadline = timers_.next_deadline();
  if (!deadline) return std::nullopt;
  const TimePoint now = time();
  return *deadline <= now ? Duration::zero() : std::min(*deadline - now, longest_wait);
