// Ends the input of a client that has been silent for too long.
//
// The handler then reads end of file, asks expired(), and says goodbye.
#pragma once

#include <memory>

#include "loop/event_loop.hpp"
#include "loop/handle.hpp"
#include "streams/transport.hpp"

namespace kit {

class IdleTimer {
 public:
  /// Starts to count. `limit` zero: never, and costs nothing.
  IdleTimer(Transport& transport, Duration limit);

  /// The client did something: counts from here again.
  void touch() {
    if (countdown_) countdown_->touch();
  }
  bool expired() const noexcept { return countdown_ && countdown_->expired; }

 private:
  struct Countdown final : Handle {
    Countdown(Transport& watched, Duration silence);
    ~Countdown();
    void touch();
    void run() override;

    Ref<Transport> transport;
    Duration limit;
    TimePoint deadline;
    Timer timer{*this};
    bool expired = false;
  };

  std::unique_ptr<Countdown> countdown_;  // null: no limit
};

}  // namespace kit
