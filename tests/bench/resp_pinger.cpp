#include "tests/bench/resp_pinger.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

namespace kit::bench {

namespace {

constexpr std::string_view ping = "*1\r\n$4\r\nPING\r\n";
constexpr uint64_t patience_ns = 30'000'000'000;

}  // namespace

Pinger::Pinger(uint16_t port, pid_t server)
    : fd_(connect_to(port, Path::trusted)),
      server_(server),
      client_(getpid()),
      check_("+PONG\r\n") {
  ask();
}

void Pinger::ask() {
  server_before_ = server_.ns();
  client_before_ = client_.ns();
  asked_at_ = now_ns();
  const ssize_t sent = send(fd_.get(), ping.data(), ping.size(), MSG_NOSIGNAL);
  if (sent != static_cast<ssize_t>(ping.size())) fail_with_errno("send PING to the server");
}

void Pinger::step() {
  char bytes[64];
  const ssize_t count = recv(fd_.get(), bytes, sizeof bytes, MSG_DONTWAIT);
  if (count == 0) fail("the server closed the connection that asks PING");
  if (count < 0 && errno != EAGAIN && errno != EINTR) fail_with_errno("receive from the server");
  if (count < 0) {
    if (now_ns() - asked_at_ > patience_ns) fail("no reply to a PING for 30 s");
    return;
  }
  if (check_.take(std::string_view(bytes, static_cast<size_t>(count)), state_) == 0) return;
  note();
  ask();
}

void Pinger::note() {
  const uint64_t wall = now_ns() - asked_at_;
  const uint64_t away =
      time_away(wall, server_.ns() - server_before_, client_.ns() - client_before_);
  worst_wall_ = std::max(worst_wall_, wall);
  worst_away_ = std::max(worst_away_, away);
  ++pings_;
}

}  // namespace kit::bench
