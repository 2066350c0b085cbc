#include "loop/os/clock.hpp"

namespace kit {
namespace {

class MonotonicClock final : public Clock {
 public:
  TimePoint now() override { return std::chrono::steady_clock::now(); }
  Duration resolution() const override { return std::chrono::steady_clock::duration(1); }
};

}  // namespace

Clock& monotonic_clock() {
  static MonotonicClock clock;
  return clock;
}

}  // namespace kit
