// Rates: how much there was lately, by the second.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace kit::resp {

/// Looks at counters now and then, and remembers what they were: INFO's instantaneous_*.
class Rates {
 public:
  struct Counters {
    std::uint64_t commands = 0;
    std::uint64_t input_bytes = 0;
    std::uint64_t output_bytes = 0;
  };

  /// Between two looks, at least; ms.
  static constexpr std::int64_t period = 100;

  /// `now`: Unix time in ms.
  bool is_due(std::int64_t now) const noexcept { return now - samples_[last_].time >= period; }
  void note(std::int64_t now, const Counters& counters) noexcept {
    last_ = (last_ + 1) % samples_.size();
    samples_[last_] = {now, counters};
  }

  /// How much came in a second since the oldest look of the last 1.6 s, or since the last one
  /// before: an hour without a command is a rate of nothing.
  Counters per_second(std::int64_t now, const Counters& counters) const noexcept {
    const Sample* recent = nullptr;
    const Sample* before_that = &samples_[last_];
    for (const Sample& sample : samples_) {
      const std::int64_t age = now - sample.time;
      if (age < period) continue;  // too short to tell a rate
      const Sample*& best = age <= window ? recent : before_that;
      const bool better = best == nullptr || now - best->time < period ||
                          (age <= window) == (sample.time < best->time);
      if (better) best = &sample;
    }
    const Sample* const from = recent != nullptr ? recent : before_that;
    const auto elapsed = static_cast<std::uint64_t>(now > from->time ? now - from->time : 1);
    const auto rate = [elapsed](std::uint64_t after, std::uint64_t before) {
      return after > before ? (after - before) * 1000 / elapsed : 0;
    };
    const Counters& before = from->counters;
    return {rate(counters.commands, before.commands),
            rate(counters.input_bytes, before.input_bytes),
            rate(counters.output_bytes, before.output_bytes)};
  }

 private:
  static constexpr std::int64_t window = 1600;

  struct Sample {
    std::int64_t time = 0;
    Counters counters;
  };
  std::array<Sample, 16> samples_{};
  std::size_t last_ = 0;
};

}  // namespace kit::resp
