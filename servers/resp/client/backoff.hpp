// Backoff: how long to wait before the next attempt, when many may be waiting for the same server.
//
// Each failure doubles the wait, up to a limit. A random part of it, up to a half, is left out: a
// thousand clients that lost one server come back at a thousand moments and not at one.
#pragma once

#include <cstdint>
#include <random>

#include "loop/os/clock.hpp"

namespace kit::redis {

struct BackoffOptions {
  Duration first = std::chrono::milliseconds(100);
  Duration most = std::chrono::seconds(10);
  /// What the random part follows from; 0: a seed from the system.
  std::uint32_t seed = 0;
};

class Backoff {
 public:
  /// Throws std::invalid_argument unless 0 < first <= most.
  explicit Backoff(const BackoffOptions& options);

  /// The next wait: from half of the full one to all of it.
  Duration next();
  /// It went well for a while: begins with the shortest again.
  void reset() noexcept { full_ = options_.first; }

 private:
  BackoffOptions options_;
  Duration full_;
  std::minstd_rand random_;
};

}  // namespace kit::redis
