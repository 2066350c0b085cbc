// Linger: the last moments of a connection that this side closed first.
//
// When a socket is closed while the peer still sends, the system answers with RST, and the peer may
// lose the very reply that was meant to be the last. So after our FIN, what comes is read and
// dropped until the peer's FIN, or until the time is over. While the peer has not got all that was
// sent, the time is prolonged. (RFC 1122, 4.2.2.13; nginx calls it lingering_close.)
#pragma once

#include "loop/event_loop.hpp"
#include "loop/handle.hpp"
#include "loop/timers.hpp"

namespace kit {

class Transport;

class Linger final : public Handle {
 public:
  /// However slowly the peer takes in what was sent before: as long as this, and no longer.
  static constexpr Duration longest = std::chrono::seconds(5);

  /// The transport owns this, and is closed by it.
  explicit Linger(Transport& transport);
  ~Linger();

  /// Counts the transport's limit from now.
  void restart();
  /// Something came, or the time is over.
  void run() override;

 private:
  Transport& transport_;
  const TimePoint end_;
  Timer timer_{*this};  // pending: there is time left
};

}  // namespace kit
