// Clock: where the loop gets the time from.
//
// One of the three interfaces through which the loop meets the world (Clock, Selector, Net), so
// that a simulated world can stand behind all three and an hour passes in a microsecond.
#pragma once

#include <chrono>

namespace kit {

using Duration = std::chrono::nanoseconds;
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Duration>;

class Clock {
 public:
  virtual ~Clock() = default;

  /// Never goes back, and does not care when somebody sets the wall clock.
  virtual TimePoint now() = 0;

  /// The smallest step. A timer is due when its deadline is less than this away.
  virtual Duration resolution() const = 0;
};

/// CLOCK_MONOTONIC. Lives as long as the program; safe from any thread.
Clock& monotonic_clock();

}  // namespace kit
