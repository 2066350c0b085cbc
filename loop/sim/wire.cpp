#include "loop/sim/wire.hpp"

#include <algorithm>
#include <utility>

namespace kit::sim {

void Wire::set_latency(Clock& clock, Random random, Duration least, Duration most) {
  clock_ = most > Duration::zero() ? &clock : nullptr;
  random_ = random;
  least_ = least;
  most_ = most;
}

void Wire::carry(TimePoint& last, std::function<void()> arrive) {
  if (clock_ == nullptr) return arrive();
  last = std::max(last, clock_->now() + random_.between(least_, most_));
  packets_.push(Packet{last, next_number_++, std::move(arrive)});
}

std::optional<TimePoint> Wire::next_arrival() const {
  if (packets_.empty()) return std::nullopt;
  return packets_.top().at;
}

void Wire::deliver() {
  while (!packets_.empty() && packets_.top().at <= clock_->now()) {
    const std::function<void()> arrive = packets_.top().arrive;
    packets_.pop();  // first: what arrives may send an answer
    arrive();
  }
}

}  // namespace kit::sim
