// The deadline has passed, and the loop means to wait for less than nothing. Some systems take that
// for "for ever". What has passed means zero.
// caught by: 10.5: a deadline in the past means no wait, and not a negative one
// saying: came:     "-2 s"
  if (!ready_.empty() || !batch_.empty()) return Duration::zero();
  const std::optional<TimePoint> deadline = timers_.next_deadline();
  if (!deadline) return std::nullopt;
  return std::min(*deadline - time(), longest_wait);
