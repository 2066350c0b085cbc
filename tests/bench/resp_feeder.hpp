// Filling a RESP server's keyspace: command after command on one connection, many in flight.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "tests/bench/resp_replies.hpp"
#include "tests/bench/socket.hpp"

namespace kit::bench {

// What is sent, and what each command must be answered with (see ReplyCheck).
struct Supply {
  uint64_t commands = 0;
  std::function<void(std::string& out, uint64_t number)> append;  // the command with that number
  std::string reply;
};

class Feeder {
 public:
  // Sends the commands 0 to `supply.commands` - 1, with up to `depth` in flight (at least 2).
  Feeder(uint16_t port, Supply supply, uint64_t depth);

  // Sends and receives what is possible without waiting. Throws std::runtime_error when a reply is
  // wrong or the server hangs up.
  void step();
  // Waits until step() can do something. Throws when nothing comes for 5 s.
  void wait() const;
  bool done() const { return answered_ == supply_.commands; }

 private:
  void receive();
  void send_some();

  Fd fd_;
  const Supply supply_;
  const uint64_t depth_;
  ReplyCheck check_;
  size_t state_ = 0;    // of check_
  uint64_t asked_ = 0;  // commands
  uint64_t answered_ = 0;
  std::string batch_;  // what is being sent
  size_t sent_ = 0;    // bytes of it
};

// All of it. Throws what Feeder throws.
void fill(uint16_t port, Supply supply);

}  // namespace kit::bench
