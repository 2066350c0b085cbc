// One connection that asks a RESP server PING all the time, to learn how long its loop was away.
//
// The longest time that PING takes is more than that: on a busy machine the server waits for its
// core, and so does the client. The kernel counts both waits, in nanoseconds, and they are taken
// off. When both waited during one PING only the longer wait is: they may have been the same time,
// and the loop shall not look better than it was. In that case the server's own CPU time since the
// PING was asked is a second limit, and the smaller one counts.
#pragma once

#include <sys/types.h>

#include <algorithm>
#include <cstdint>

#include "tests/bench/process.hpp"
#include "tests/bench/resp_replies.hpp"
#include "tests/bench/socket.hpp"

namespace kit::bench {

// Of a wait of `wall` nanoseconds, during which the two were kept from running for so long, the
// most that can have been the server's own doing.
inline uint64_t time_away(uint64_t wall, uint64_t server_waited, uint64_t client_waited) {
  return wall - std::min(wall, std::max(server_waited, client_waited));
}

class Pinger {
 public:
  // `server` is the process behind `port`.
  Pinger(uint16_t port, pid_t server);

  // Takes a reply if it has come, and asks again. Call it without a pause. Throws
  // std::runtime_error when the reply is wrong or does not come for 30 s.
  void step();

  // The longest time so far in nanoseconds, and what the clock said of the longest PING.
  uint64_t worst_away() const { return worst_away_; }
  uint64_t worst_wall() const { return worst_wall_; }
  // How many were answered.
  uint64_t pings() const { return pings_; }

 private:
  void ask();
  void note();
  uint64_t server_ran() const;

  Fd fd_;
  const pid_t server_;
  CoreClock server_clock_;
  CoreClock client_clock_;
  ReplyCheck check_;
  size_t state_ = 0;  // of check_
  uint64_t asked_at_ = 0;
  CoreTimes server_before_;
  CoreTimes client_before_;
  uint64_t worst_away_ = 0;
  uint64_t worst_wall_ = 0;
  uint64_t pings_ = 0;
};

}  // namespace kit::bench
