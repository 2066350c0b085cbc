// A selector with the sockets and the clock that it belongs to: the system's, or simulated ones.
#pragma once

#include <doctest/doctest.h>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "loop/os/clock.hpp"
#include "loop/os/net.hpp"
#include "loop/selectors/selector.hpp"
#include "loop/sim/selector.hpp"
#include "tests/support/pairs.hpp"

namespace kit::test {

/// Has one connected pair, not registered.
class SelectorBench {
 public:
  explicit SelectorBench(const std::string& name)
      : simulated_(name == "sim"),
        selector_(simulated_ ? std::make_unique<sim::SimSelector>(
                                   clock_, network_, [] { return std::string("deadlock"); })
                             : make_selector(name)),
        pair_(make_pair(net())) {}
  ~SelectorBench() {
    selector_->close();
    close_both(net(), pair_);
  }
  SelectorBench(const SelectorBench&) = delete;
  SelectorBench& operator=(const SelectorBench&) = delete;

  bool simulated() const { return simulated_; }
  Net& net() { return simulated_ ? static_cast<Net&>(network_) : os_net(); }
  Clock& clock() { return simulated_ ? static_cast<Clock&>(clock_) : monotonic_clock(); }
  Selector& selector() { return *selector_; }
  int fd() const { return pair_[0]; }
  int peer() const { return pair_[1]; }

  /// Afterwards the first end is not writable.
  void fill() {
    while (net().send(fd(), std::string(4096, 'x')).is_ok()) continue;
  }
  void close_peer() { net().close(std::exchange(pair_[1], -1)); }

  /// The ready bits of the pair's first end; 0 when it is not in the answer.
  Events ready(std::optional<Duration> timeout = Duration::zero()) {
    for (const SelectorKey& key : selector_->select(timeout))
      if (key.fd == fd()) return key.events;
    return 0;
  }

 private:
  bool simulated_;
  sim::VirtualClock clock_;
  sim::Network network_;
  std::unique_ptr<Selector> selector_;
  std::array<int, 2> pair_;
};

inline void over_every_selector(const std::function<void(SelectorBench&)>& test) {
  std::vector<std::string> names = available_selectors();
  names.push_back("sim");
  for (const std::string& name : names) {
    CAPTURE(name);
    SelectorBench bench(name);
    test(bench);
  }
}

}  // namespace kit::test
