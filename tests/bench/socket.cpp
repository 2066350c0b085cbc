#include "tests/bench/socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <stdexcept>

namespace kit::bench {

namespace {

constexpr time_t connect_seconds = 5;
constexpr int narrow_segment = 536;   // bytes: what every host must take (RFC 1122)
constexpr int narrow_buffer = 4'096;  // bytes

// 127.1.0.1 ... 127.1.3.250. Never 127.0.0.1, so that no port of ours stands in the way of a
// server's listener.
in_addr_t next_source_address() {
  static uint32_t counter = 0;
  uint32_t turn = counter++ % 1000;
  return htonl((127u << 24) | (1u << 16) | ((turn / 250) << 8) | (turn % 250 + 1));
}

}  // namespace

void fail_with_errno(const std::string& what) {
  int code = errno;
  throw std::runtime_error(what + ": " + std::strerror(code));
}

void fail(const std::string& what) { throw std::runtime_error(what); }

uint64_t now_ns() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
}

void Fd::reset() {
  if (number_ >= 0) close(std::exchange(number_, -1));
}

Fd connect_to(uint16_t port, Path path) {
  Fd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) fail_with_errno("socket for a client connection");
  int on = 1;
  // Leaves the choice of a port to connect(), which may use one port for several destinations.
  setsockopt(fd.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  timeval patience{connect_seconds, 0};
  setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &patience,
             sizeof patience);  // bounds connect() as well
  if (path == Path::narrow) {
    setsockopt(fd.get(), IPPROTO_TCP, TCP_MAXSEG, &narrow_segment, sizeof narrow_segment);
    setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &narrow_buffer, sizeof narrow_buffer);
  }

  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = path == Path::trusted ? htonl(INADDR_LOOPBACK) : next_source_address();
  if (bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) {
    fail_with_errno("bind a client socket to a loopback address");
  }
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) {
    fail_with_errno("connect to 127.0.0.1:" + std::to_string(port));
  }
  return fd;
}

uint16_t free_port() {
  Fd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* bound = reinterpret_cast<sockaddr*>(&address);
  if (!fd || bind(fd.get(), bound, size) < 0 || getsockname(fd.get(), bound, &size) < 0)
    fail_with_errno("find a free port");
  return ntohs(address.sin_port);
}

}  // namespace kit::bench
