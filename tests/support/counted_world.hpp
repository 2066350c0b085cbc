// A simulated world whose selector counts.
#pragma once

#include <memory>
#include <string>

#include "loop/event_loop.hpp"
#include "loop/sim/clock.hpp"
#include "loop/sim/network.hpp"
#include "loop/sim/selector.hpp"
#include "tests/support/counting_selector.hpp"

namespace kit::test {

struct CountedWorld {
  sim::VirtualClock clock;
  sim::Network network;
  // The loop owns it.
  CountingSelector* selector = new CountingSelector(
      std::make_unique<sim::SimSelector>(clock, network, [] { return std::string("deadlock"); }));
  EventLoop loop{std::unique_ptr<Selector>(selector), clock, network};
};

}  // namespace kit::test
