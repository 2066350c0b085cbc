// Driving a loop by hand, one pass at a time.
#pragma once

#include "loop/event_loop.hpp"

namespace kit::test {

/// Exactly one pass that does not wait: a loop that was told to stop before it began makes one.
inline void run_pass(EventLoop& loop) {
  loop.stop();
  loop.run_forever();
}

}  // namespace kit::test
