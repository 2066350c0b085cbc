// PingWitness: somebody else, who is served while the server gets rubbish.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "tests/redis/servers.hpp"

namespace kit::test {

class PingWitness {
 public:
  explicit PingWitness(const RespServer& server) : client_(server.connect()) { ping(); }
  PingWitness(const PingWitness&) = delete;
  PingWitness& operator=(const PingWitness&) = delete;

  /// Says how long the slowest answer took. 50 ms are the aim; a machine with other things to do
  /// may need more, and 500 ms are never right.
  ~PingWitness() {
    MESSAGE("the slowest PING took ", longest_.count(), " ms");
    CHECK(longest_.count() < 500);
  }

  void ping() {
    const auto start = std::chrono::steady_clock::now();
    CHECK(client_.command(Arguments{"PING"}) == "+PONG\r\n");
    longest_ = std::max(longest_, Milliseconds(std::chrono::steady_clock::now() - start));
  }

 private:
  using Milliseconds = std::chrono::duration<double, std::milli>;
  RespClient client_;
  Milliseconds longest_{};
};

}  // namespace kit::test
