// Filling a RESP server's keyspace: SET after SET on one connection, many in flight.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/bench/resp_replies.hpp"
#include "tests/bench/socket.hpp"

namespace kit::bench {

class Feeder {
 public:
  // Sets the keys 0 to `keys` - 1, each to `value`, with up to `depth` in flight (at least 2).
  Feeder(uint16_t port, uint64_t keys, std::string value, uint64_t depth);

  // Sends and receives what is possible without waiting. Throws std::runtime_error when a reply is
  // wrong or the server hangs up.
  void step();
  // Waits until step() can do something. Throws when nothing comes for 5 s.
  void wait() const;
  bool done() const { return answered_ == keys_; }

 private:
  void receive();
  void send_some();

  Fd fd_;
  const uint64_t keys_;
  const std::string value_;
  const uint64_t depth_;
  ReplyCheck check_;
  size_t state_ = 0;    // of check_
  uint64_t asked_ = 0;  // keys
  uint64_t answered_ = 0;
  std::string batch_;  // what is being sent
  size_t sent_ = 0;    // bytes of it
};

// All of it. Throws what Feeder throws.
void fill(uint16_t port, uint64_t keys, const std::string& value);

}  // namespace kit::bench
