// What a group of clients has met with.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "loop/os/clock.hpp"
#include "tests/bench/histogram.hpp"

namespace kit::poke {

/// What can go wrong; the report names them in this order.
enum class Fault { refused, reset, closed, silent, wrong, doubled, lost };
inline constexpr std::size_t fault_count = 7;

/// Ends the client it happens to.
class Trouble : public std::runtime_error {
 public:
  Trouble(Fault kind, const std::string& what) : std::runtime_error(what), fault(kind) {}
  Fault fault;
};

class Latencies {
 public:
  void record(Duration time) {
    histogram_.record(static_cast<std::uint64_t>(std::max(Duration::zero(), time).count()));
    longest_ = std::max(longest_, time);
  }
  std::uint64_t count() const { return histogram_.total(); }
  /// 0.99 for p99; to 1.6 %, rounded down.
  Duration quantile(double fraction) const {
    return Duration(static_cast<Duration::rep>(histogram_.quantile(fraction)));
  }
  Duration longest() const { return longest_; }

 private:
  bench::Histogram histogram_;
  Duration longest_{};
};

struct Tally {
  std::uint64_t connections = 0;  // made
  std::uint64_t sent = 0;         // messages
  std::uint64_t right = 0;        // replies as they should be
  std::array<std::uint64_t, fault_count> faults{};
  std::array<std::string, fault_count> examples;  // the first of each kind, in words

  void add(Fault fault, const std::string& example, std::uint64_t count = 1) {
    const auto kind = static_cast<std::size_t>(fault);
    if (faults[kind] == 0) examples[kind] = example;
    faults[kind] += count;
  }
  std::uint64_t of(Fault fault) const { return faults[static_cast<std::size_t>(fault)]; }
  bool clean() const { return faults == decltype(faults){}; }
};

}  // namespace kit::poke
