// Fingerprint: two runs that did the same have the same one.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "loop/observe/trace.hpp"

namespace kit::sim {

/// A running hash over the records of a trace and over what is mixed in besides. Tasks count by the
/// order in which they show up, because their numbers go on from one world to the next.
class Fingerprint {
 public:
  void mix(std::uint64_t value) noexcept {
    value_ = (value_ ^ value) * 0x9e3779b97f4a7c15;
    value_ ^= value_ >> 29;
  }
  void mix(std::string_view text) noexcept;
  /// What `trace` has got since the last time. Take it before the ring has gone round.
  void mix_new(const Trace& trace);

  std::uint64_t value() const noexcept { return value_; }

 private:
  void mix(const TraceRecord& record);

  std::uint64_t value_ = 0;
  std::uint64_t last_id_ = 0;
  std::unordered_map<std::uint64_t, std::uint64_t> tasks_;  // number -> when it showed up
};

}  // namespace kit::sim
