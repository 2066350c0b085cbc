// The selector of a simulated world: it never waits, it moves the clock.
#pragma once

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/selectors/selector.hpp"
#include "loop/sim/clock.hpp"
#include "loop/sim/network.hpp"

namespace kit::sim {

/// Nothing is ready, no timer is set: the loop would wait for ever. what() names each task and
/// what it waits for.
class Deadlock : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What goes on around the program while it waits: packets arrive, people type.
class Surroundings {
 public:
  virtual ~Surroundings() = default;

  /// Lets happen what is due by now. False: enough has happened, the loop is told to stop.
  virtual bool act() = 0;
  /// When something happens next that is no doing of the program's; none: never.
  virtual std::optional<TimePoint> next_event() = 0;
  /// How far the clock may go; none: as far as it likes.
  virtual std::optional<TimePoint> horizon() = 0;
  /// Nothing happens before the horizon, and if not `later`, nothing at all. Must stop the loop.
  virtual void horizon_reached(bool later) = 0;
  /// Changes what the selector reports: order, and what is not so. False: a signal ends the wait
  /// before anything is reported.
  virtual bool disturb(const std::vector<SelectorKey>& watched,
                       std::vector<SelectorKey>& ready) = 0;
};

class SimSelector final : public Selector {
 public:
  /// `describe` says who waits for what, for Deadlock. `around` may be null: then nothing happens
  /// but what the program does. All must outlive this.
  SimSelector(VirtualClock& clock, const Network& network, std::function<std::string()> describe,
              Surroundings* around = nullptr)
      : clock_(clock), network_(network), describe_(std::move(describe)), around_(around) {}
  std::string_view name() const noexcept override { return "sim"; }

 protected:
  int change(const SelectorKey& before, const SelectorKey& after) override;
  /// If nothing is ready, jumps to the next thing that happens, at most to the end of the timeout
  /// or the horizon. Without any of these, throws Deadlock.
  int wait(std::optional<Duration> timeout, std::vector<SelectorKey>& ready) override;

 private:
  bool collect(std::vector<SelectorKey>& ready) const;
  void jump(std::optional<Duration> timeout, std::vector<SelectorKey>& ready);

  VirtualClock& clock_;
  const Network& network_;
  std::function<std::string()> describe_;
  Surroundings* around_;
};

}  // namespace kit::sim
