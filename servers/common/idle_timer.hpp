// Ends the input of a client that has been silent for too long.
//
// The handler then reads end of file, asks expired(), and says goodbye.
#pragma once

#include "loop/event_loop.hpp"
#include "loop/handle.hpp"
#include "streams/transport.hpp"

namespace kit {

class IdleTimer final : public Handle {
 public:
  /// Starts to count. `limit` zero: never.
  IdleTimer(Transport& transport, Duration limit);
  ~IdleTimer();

  /// The client did something: counts from here again.
  void touch();
  bool expired() const noexcept { return expired_; }

  void run() override;

 private:
  Ref<Transport> transport_;
  Duration limit_;
  TimePoint deadline_;
  Timer timer_{*this};
  bool expired_ = false;
};

}  // namespace kit
