// A command on a connection of its own, and its reply: one thing that a server is ordered to do.
#pragma once

#include <cstdint>
#include <string>

#include "tests/bench/resp_replies.hpp"
#include "tests/bench/socket.hpp"

namespace kit::bench {

// What is asked, and what must come back: `head`, then `each` (see ReplyCheck) so many times.
struct Errand {
  std::string request;
  std::string head;
  std::string each;
  uint64_t count = 1;
};

class Order {
 public:
  // Sends the request at once.
  Order(uint16_t port, const Errand& errand);

  // Takes what has come, without waiting, and tells whether the whole reply is there. Throws
  // std::runtime_error when it is wrong, or is not there after 30 s.
  bool done();

 private:
  Fd fd_;
  std::string head_;  // what has not come yet of it
  ReplyCheck check_;
  uint64_t missing_;
  const uint64_t since_;
  size_t state_ = 0;  // of check_
};

}  // namespace kit::bench
