// World: a loop whose time and network are simulated.
//
//   sim::World world;
//   world.run(main());   // an hour of sleep takes no time at all
//
// The loop, the tasks and the streams are the real ones; only the three interfaces below them are
// not. A run is the same every time.
#pragma once

#include <string>
#include <utility>

#include "loop/event_loop.hpp"
#include "loop/executor.hpp"
#include "loop/sim/clock.hpp"
#include "loop/sim/network.hpp"
#include "loop/sim/selector.hpp"
#include "loop/tasks/run.hpp"

namespace kit::sim {

class World {
 public:
  World();

  VirtualClock& clock() noexcept { return clock_; }
  Network& network() noexcept { return network_; }
  EventLoop& loop() noexcept { return loop_; }

  /// Runs `main`, then cancels what is left and closes the loop. Throws Deadlock when nothing can
  /// wake anybody any more.
  template <class T>
  T run(Task<T> main) {
    return kit::run(loop_, std::move(main));
  }

  /// A line for each task that is not done.
  std::string describe_tasks();

 private:
  VirtualClock clock_;
  Network network_;
  InlineExecutor executor_;
  EventLoop loop_;
};

}  // namespace kit::sim
