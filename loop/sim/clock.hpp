// A clock that stands still until somebody moves it.
#pragma once

#include "loop/os/clock.hpp"

namespace kit::sim {

class VirtualClock final : public Clock {
 public:
  TimePoint now() override { return now_; }
  Duration resolution() const override { return Duration(1); }

  /// Throws std::invalid_argument for a negative step: time does not go back.
  void advance(Duration step);

 private:
  TimePoint now_{};
};

}  // namespace kit::sim
