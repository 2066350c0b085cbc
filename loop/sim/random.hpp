// Random: numbers that follow from a seed, the same on every machine.
//
// Not std::uniform_int_distribution: each standard library computes it in its own way, and a seed
// that fails on one machine would pass on the next.
#pragma once

#include <cstdint>

#include "loop/os/clock.hpp"

namespace kit::sim {

/// splitmix64 (Steele, Lea and Flood 2014): 64 bits of state, each value once in 2^64 steps.
class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept : state_(seed) {}

  std::uint64_t next() noexcept {
    std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }

  /// From 0 to `bound` - 1; 0 for a bound of 0. Bounds are small, so the bias of % is nothing.
  std::uint64_t below(std::uint64_t bound) noexcept { return bound == 0 ? 0 : next() % bound; }

  /// From `least` to `most`, both included.
  std::uint64_t between(std::uint64_t least, std::uint64_t most) noexcept {
    return least + below(most - least + 1);
  }
  Duration between(Duration least, Duration most) noexcept {
    const auto width = static_cast<std::uint64_t>((most - least).count());
    return least + Duration(static_cast<std::int64_t>(below(width + 1)));
  }

  /// True `per_mille` times in a thousand. For 0, no number is drawn.
  bool chance(unsigned per_mille) noexcept { return per_mille > 0 && below(1000) < per_mille; }

  /// A generator of its own, so that one part of a world drawing once more does not change what
  /// all the others draw.
  Random fork() noexcept { return Random(next()); }

 private:
  std::uint64_t state_;
};

}  // namespace kit::sim
