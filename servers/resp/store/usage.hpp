// Usage: what the 24 bits of Entry::access() mean: when the entry was used last, or how often.
//
//   when    seconds on a clock that goes round after 194 days
//   often   | 16 bits: minutes | 8 bits: a counter |
//
// The counter is logarithmic: the higher it is, the less likely a use adds one to it, so that 255
// means a million uses. It falls by one each decay time without a use, which is found out when
// somebody looks: hence the minutes. Both are Redis's (evict.c), with the same parameters.
#pragma once

#include <cstdint>

namespace kit::resp {

class Usage {
 public:
  /// A new entry's counter: with less it would go before it had a chance.
  static constexpr std::uint32_t first_count = 5;

  /// `now`: Unix time in ms.
  void set_time(std::int64_t now) noexcept {
    seconds_ = static_cast<std::uint32_t>(now / 1000) & 0xffffff;
    minutes_ = static_cast<std::uint32_t>(now / 60'000) & 0xffff;
  }
  /// From now on, how often; `decay_time` in minutes, 0: it never falls.
  void count_uses(int log_factor, int decay_time) noexcept {
    counting_ = true;
    log_factor_ = static_cast<std::uint32_t>(log_factor);
    decay_time_ = static_cast<std::uint32_t>(decay_time);
  }
  /// From now on, when.
  void note_times() noexcept { counting_ = false; }

  /// What is noted in an entry that is new.
  std::uint32_t first() const noexcept { return counting_ ? with_count(first_count) : seconds_; }
  /// In one that is used, and had `access` in it.
  std::uint32_t next(std::uint32_t access) noexcept {
    return counting_ ? with_count(one_more(count(access))) : seconds_;
  }

  /// Seconds since the last use, while times are noted.
  std::uint32_t idle(std::uint32_t access) const noexcept { return (seconds_ - access) & 0xffffff; }
  /// The counter as it is now, while uses are counted.
  std::uint32_t count(std::uint32_t access) const noexcept {
    const std::uint32_t count = access & 0xff;
    if (decay_time_ == 0) return count;
    const std::uint32_t lost = ((minutes_ - (access >> 8)) & 0xffff) / decay_time_;
    return lost < count ? count - lost : 0;
  }

 private:
  std::uint32_t with_count(std::uint32_t count) const noexcept { return minutes_ << 8 | count; }

  std::uint32_t one_more(std::uint32_t count) noexcept {
    if (count == 255) return count;
    const std::uint64_t above = count > first_count ? count - first_count : 0;
    return draw() % (above * log_factor_ + 1) == 0 ? count + 1 : count;
  }

  /// xorshift64: good enough to count with, and no more than three shifts.
  std::uint64_t draw() noexcept {
    luck_ ^= luck_ << 13;
    luck_ ^= luck_ >> 7;
    luck_ ^= luck_ << 17;
    return luck_;
  }

  bool counting_ = false;
  std::uint32_t seconds_ = 0;
  std::uint32_t minutes_ = 0;
  std::uint32_t log_factor_ = 10;
  std::uint32_t decay_time_ = 1;
  std::uint64_t luck_ = 0x9e3779b97f4a7c15;
};

}  // namespace kit::resp
