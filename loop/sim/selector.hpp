// The selector of a simulated world: it never waits, it moves the clock.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>

#include "loop/selectors/selector.hpp"
#include "loop/sim/clock.hpp"
#include "loop/sim/network.hpp"

namespace kit::sim {

/// Nothing is ready, no timer is set: the loop would wait for ever. what() names each task and
/// what it waits for.
class Deadlock : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

class SimSelector final : public Selector {
 public:
  /// `describe` says who waits for what, for Deadlock.
  SimSelector(VirtualClock& clock, const Network& network, std::function<std::string()> describe)
      : clock_(clock), network_(network), describe_(std::move(describe)) {}
  std::string_view name() const noexcept override { return "sim"; }

 protected:
  int change(const SelectorKey& before, const SelectorKey& after) override;
  /// If nothing is ready, jumps to the end of the timeout; without one, throws Deadlock.
  int wait(std::optional<Duration> timeout, std::vector<SelectorKey>& ready) override;

 private:
  VirtualClock& clock_;
  const Network& network_;
  std::function<std::string()> describe_;
};

}  // namespace kit::sim
