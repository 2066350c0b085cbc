// The GOT: echo for one client, for tests.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "loop/tasks/sock_ops.hpp"

namespace kit {

/// What the client sends next, 100 bytes at most; empty when it has finished sending.
inline Task<std::string> receive_text(int fd) {
  std::array<std::byte, 100> room;
  const std::size_t count = co_await sock_recv(fd, room);
  co_return std::string(reinterpret_cast<const char*>(room.data()), count);
}

/// Until the client leaves. Whoever closes `fd` afterwards tells the loop first.
inline Task<> got_echo(int fd) {
  for (;;) {
    const std::string text = co_await receive_text(fd);
    if (text.empty()) co_return;
    const std::string answer = "GOT:" + text;
    co_await sock_sendall(fd, answer);
  }
}

}  // namespace kit
