// The same test over every selector of this system, and in a simulated world.
#pragma once

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "loop/event_loop.hpp"
#include "loop/selectors/selector.hpp"
#include "loop/sim/world.hpp"
#include "loop/tasks/run.hpp"
#include "loop/tasks/sleep.hpp"

namespace kit::test {

/// A loop over the selector of that name, or in a world of its own for "sim".
class AnyLoop {
 public:
  explicit AnyLoop(const std::string& name) : simulated_(name == "sim") {
    if (simulated_)
      world_.emplace();
    else
      loop_.emplace(make_selector(name));
  }

  bool simulated() const { return simulated_; }
  EventLoop& loop() { return simulated_ ? world_->loop() : *loop_; }

  template <class T>
  T run(Task<T> main) {
    return kit::run(loop(), std::move(main));
  }

 private:
  bool simulated_;
  std::optional<sim::World> world_;
  std::optional<EventLoop> loop_;
};

/// Calls `test(AnyLoop&)` for each selector that this system has.
template <class Test>
void over_selectors(Test test) {
  for (const std::string& name : available_selectors()) {
    CAPTURE(name);
    AnyLoop any(name);
    test(any);
  }
}

/// Calls `test(AnyLoop&)` for each selector, and for the simulated world.
template <class Test>
void over_every_loop(Test test) {
  over_selectors(test);
  const std::string name = "sim";
  CAPTURE(name);
  AnyLoop any(name);
  test(any);
}

/// Lets the others run for so many passes of the loop. Not a pause: no time is waited for.
inline Task<void> passes(int count) {
  for (int i = 0; i < count; ++i) co_await sleep(Duration::zero());
}

/// What the selector watches `fd` for at this moment; 0 for nothing.
inline Events armed_events(EventLoop& loop, int fd) {
  for (const SelectorKey& key : loop.selector().get_map())
    if (key.fd == fd) return key.events;
  return 0;
}

/// Runs passes until `fd` is no longer watched for any of `events`. False when that takes for ever.
inline Task<bool> until_disarmed(EventLoop& loop, int fd, Events events) {
  for (int i = 0; i < 10'000; ++i) {
    if ((armed_events(loop, fd) & events) == 0) co_return true;
    co_await sleep(Duration::zero());
  }
  co_return false;
}

}  // namespace kit::test
