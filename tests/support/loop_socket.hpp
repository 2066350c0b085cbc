// Bare sockets of a loop, real or simulated, without streams on top.
#pragma once

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "loop/event_loop.hpp"

namespace kit::test {

/// Owns a descriptor of the loop's network; forgets and closes it at the end. The loop must still
/// be there.
class LoopSocket {
 public:
  LoopSocket(EventLoop& loop, int fd) : loop_(loop), fd_(fd) {}
  LoopSocket(const LoopSocket&) = delete;
  LoopSocket& operator=(const LoopSocket&) = delete;
  LoopSocket(LoopSocket&& other) noexcept : loop_(other.loop_), fd_(std::exchange(other.fd_, -1)) {}
  ~LoopSocket() { close(); }

  int fd() const { return fd_; }
  void close() {
    if (fd_ < 0) return;
    loop_.forget(fd_);
    loop_.net().close(std::exchange(fd_, -1));
  }

  /// All of `bytes` at once: for a few.
  void send(std::string_view bytes) {
    const IoResult sent = loop_.net().send(fd_, bytes);
    REQUIRE(sent.is_ok());
    REQUIRE(sent.bytes() == bytes.size());
  }
  /// Sends until the system takes no more.
  void fill() {
    const std::array<char, 4096> chunk{};
    while (loop_.net().send(fd_, {chunk.data(), chunk.size()}).is_ok()) {
    }
  }
  /// Reads until there is nothing left; how many bytes that were.
  std::size_t drain() {
    std::array<std::byte, 4096> room;
    std::size_t total = 0;
    for (;;) {
      const IoResult result = loop_.net().recv(fd_, room);
      if (!result.is_ok() || result.bytes() == 0) return total;
      total += result.bytes();
    }
  }

 private:
  EventLoop& loop_;
  int fd_;
};

inline LoopSocket new_socket(EventLoop& loop, int family = AF_INET) {
  const IoResult made = loop.net().socket(family);
  REQUIRE(made.is_ok());
  return LoopSocket(loop, made.fd());
}

/// On the loopback, at a port that the system chooses.
inline LoopSocket new_listener(EventLoop& loop) {
  LoopSocket listener = new_socket(loop);
  REQUIRE(loop.net().bind(listener.fd(), Address::ip("127.0.0.1", 0)).is_ok());
  REQUIRE(loop.net().listen(listener.fd(), 10).is_ok());
  return listener;
}

/// Two ends of one connection.
class SocketPair {
 public:
  explicit SocketPair(EventLoop& loop) : SocketPair(loop, make(loop)) {}

 private:
  static std::array<int, 2> make(EventLoop& loop) {
    std::array<int, 2> fds{-1, -1};
    REQUIRE(loop.net().socketpair(fds).is_ok());
    return fds;
  }
  SocketPair(EventLoop& loop, std::array<int, 2> fds) : one(loop, fds[0]), other(loop, fds[1]) {}

 public:
  LoopSocket one;
  LoopSocket other;
};

}  // namespace kit::test
