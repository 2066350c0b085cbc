// Wakeup: how other threads reach a loop that is waiting.
//
// A queue under a mutex, and a socket pair whose one end the loop watches (the "self-pipe"). The
// first to queue something writes one byte; those who follow before the loop has looked need not.
#pragma once

#include <array>
#include <functional>
#include <mutex>
#include <source_location>
#include <utility>
#include <vector>

#include "loop/handle.hpp"

namespace kit {

class EventLoop;

class Wakeup final : public Handle {
 public:
  /// Throws OSError when out of descriptors.
  explicit Wakeup(EventLoop& loop);
  ~Wakeup();

  /// From any thread. Throws std::runtime_error after close().
  void post(std::function<void()> callback, std::source_location where);

  void close() noexcept;
  void run() override;

 private:
  using Posted = std::pair<std::function<void()>, std::source_location>;

  EventLoop& loop_;
  std::mutex mutex_;                 // guards what follows
  std::vector<Posted> posted_;       // not empty: a byte is on its way
  std::array<int, 2> pair_{-1, -1};  // [0]: the loop reads; [1]: others write
};

}  // namespace kit
