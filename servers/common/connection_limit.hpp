// How many clients are served at once; the others are told so, politely.
#pragma once

#include <atomic>

#include "streams/server.hpp"

namespace kit {

/// Counts across all workers.
class ConnectionLimit {
 public:
  explicit ConnectionLimit(int most) noexcept : most_(most) {}  // 0: no limit

  /// Takes a place if one is free. Never waits.
  bool try_acquire() noexcept;
  void release() noexcept { --taken_; }
  bool unlimited() const noexcept { return most_ == 0; }

 private:
  const int most_;
  std::atomic<int> taken_{0};
};

/// `handler` for those who get a place, a word of regret for the others. `limit` must outlive it.
ConnectionHandler limited(ConnectionHandler handler, ConnectionLimit& limit);

}  // namespace kit
