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
// When both waited for longer than this, it matters whether it was at the same time.
constexpr uint64_t doubt_ns = 200'000;
constexpr uint64_t falling_asleep_ns = 50'000'000;

}  // namespace

Pinger::Pinger(uint16_t port, pid_t server)
    : fd_(connect_to(port, Path::trusted)),
      server_(server),
      server_clock_(server),
      client_clock_(getpid()),
      check_("+PONG\r\n") {
  ask();
}

void Pinger::ask() {
  server_before_ = server_clock_.now();
  client_before_ = client_clock_.now();
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

// Since the PING was asked, and a little more: until it fell asleep, or had time to.
uint64_t Pinger::server_ran() const {
  const uint64_t end = now_ns() + falling_asleep_ns;
  while (!is_asleep(server_) && now_ns() < end) {
  }
  return server_clock_.now().ran - server_before_.ran;
}

void Pinger::note() {
  const uint64_t wall = now_ns() - asked_at_;
  const uint64_t server_waited = server_clock_.now().waited - server_before_.waited;
  const uint64_t client_waited = client_clock_.now().waited - client_before_.waited;
  uint64_t away = time_away(wall, server_waited, client_waited);
  const bool in_doubt = std::min(server_waited, client_waited) > doubt_ns;
  if (in_doubt && away > worst_away_) away = std::min(away, server_ran());
  worst_wall_ = std::max(worst_wall_, wall);
  worst_away_ = std::max(worst_away_, away);
  ++pings_;
}

}  // namespace kit::bench
