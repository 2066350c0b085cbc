#include "loop/sim/selector.hpp"

#include <algorithm>
#include <cerrno>

namespace kit::sim {

int SimSelector::change(const SelectorKey&, const SelectorKey& after) {
  return network_.is_open(after.fd) ? 0 : EBADF;
}

int SimSelector::wait(std::optional<Duration> timeout, std::vector<SelectorKey>& ready) {
  if (around_ != nullptr && !around_->act()) return 0;
  if (collect(ready) && ready.empty() && !(timeout && *timeout <= Duration::zero()))
    jump(timeout, ready);
  return 0;
}

/// False: a signal came first.
bool SimSelector::collect(std::vector<SelectorKey>& ready) const {
  const std::vector<SelectorKey> watched = get_map();
  for (SelectorKey key : watched) {
    key.events &= network_.ready_events(key.fd);
    if (key.events != 0) ready.push_back(key);
  }
  if (around_ == nullptr || around_->disturb(watched, ready)) return true;
  ready.clear();
  return false;
}

void SimSelector::jump(std::optional<Duration> timeout, std::vector<SelectorKey>& ready) {
  const TimePoint now = clock_.now();
  std::optional<TimePoint> next;
  if (timeout) next = now + *timeout;
  if (around_ != nullptr) {
    const std::optional<TimePoint> event = around_->next_event();
    if (event) next = next ? std::min(*next, *event) : *event;
    const std::optional<TimePoint> horizon = around_->horizon();
    if (horizon && (!next || *next > *horizon)) return around_->horizon_reached(next.has_value());
  }
  if (!next) throw Deadlock(describe_());
  clock_.advance(std::max(*next - now, Duration::zero()));
  if (around_ != nullptr && around_->act()) (void)collect(ready);
}

}  // namespace kit::sim
