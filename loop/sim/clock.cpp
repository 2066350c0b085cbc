#include "loop/sim/clock.hpp"

#include <stdexcept>

namespace kit::sim {

void VirtualClock::advance(Duration step) {
  if (step < Duration::zero()) throw std::invalid_argument("time does not go back");
  now_ += step;
}

}  // namespace kit::sim
