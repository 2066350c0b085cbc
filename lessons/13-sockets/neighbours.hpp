// Alice, Bob and the server: what they do in the tests of this lesson beside your four functions.
#pragma once

#include <algorithm>
#include <cerrno>
#include <span>
#include <string>

#include "loop/tasks/sock_ops.hpp"
#include "tests/support/loop_socket.hpp"

namespace kit {

/// What one sock_recv gives, as text.
inline Task<std::string> receive(int fd) {
  std::string bytes(1000, '\0');
  const std::size_t count = co_await sock_recv(fd, std::as_writable_bytes(std::span(bytes)));
  bytes.resize(std::min(count, bytes.size()));
  co_return bytes;
}

/// The same until the end of file.
inline Task<std::string> receive_all(int fd) {
  std::string all;
  for (;;) {
    const std::string bytes = co_await receive(fd);
    if (bytes.empty()) co_return all;
    all += bytes;
  }
}

/// Begins to connect, without sock_connect. In the simulated world that is enough.
inline void knock(EventLoop& loop, const test::LoopSocket& client,
                  const test::LoopSocket& listener) {
  (void)loop.net().connect(client.fd(), loop.net().sockname(listener.fd()));
}

/// Whom the server's end of a connection is connected with.
inline std::string peer_of(EventLoop& loop, const test::LoopSocket& server) {
  return loop.net().peername(server.fd()).str();
}

inline IoResult nothing_there() { return IoResult::failed(EAGAIN); }

}  // namespace kit
