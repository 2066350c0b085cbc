#include "tests/bench/chat_room.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <cerrno>

#include "tests/bench/load.hpp"

namespace kit::bench {

namespace {

// Below the usual backlog of 100. They join together, so that everybody hears of all in one piece:
// half a million single notices would take longer than the measurement.
constexpr std::size_t opening_batch = 64;
constexpr int events_per_wait = 1024;
constexpr std::size_t read_size = 256 * 1024;

void send_line(const Fd& fd, std::string_view line) {
  // A talker has little under way, and room for it.
  const ssize_t sent = send(fd.get(), line.data(), line.size(), MSG_NOSIGNAL);
  if (sent != static_cast<ssize_t>(line.size())) fail_with_errno("send to the server");
}

// Reads what the kernel still holds, until the end of the connection or its reset.
void expect_end(const Fd& fd, std::vector<char>& buffer) {
  timeval patience{silence_limit_ns / 1'000'000'000, 0};
  setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ssize_t count = 1;
  while (count > 0) count = recv(fd.get(), buffer.data(), buffer.size(), 0);
  if (count < 0 && errno == EAGAIN) fail("a client said to have left is still connected");
}

}  // namespace

ChatClients::ChatClients(const ChatSpec& spec, std::uint16_t port, RoomEvents& events)
    : spec_(spec), port_(port), events_(events), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  if (!epoll_) fail_with_errno("epoll_create1 for the chat's clients");
  for (std::size_t i = 0; i < spec.talkers; ++i) talks_.emplace_back(i, spec.line_size);
  buffer_.resize(read_size);
  clients_.reserve(spec.clients);
  while (clients_.size() < spec.clients)
    open_some(std::min(opening_batch, spec.clients - clients_.size()));
}

// Talkers sit among the listeners: neither do they all hear first, nor last.
std::size_t ChatClients::place_of(std::size_t talker) const {
  return talker * (spec_.clients / spec_.talkers);
}

std::string ChatClients::name_of(std::size_t index) const {
  for (std::size_t talker = 0; talker < spec_.talkers; ++talker)
    if (place_of(talker) == index) return "T" + std::to_string(talker);
  return "L" + std::to_string(index);
}

void ChatClients::open_some(std::size_t count) {
  const std::size_t first = clients_.size();
  for (std::size_t i = first; i < first + count; ++i) {
    Client& client = clients_.emplace_back();
    client.fd = connect_to(port_);
    // Edge-triggered, as in the other loads: cheaper than what it measures.
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;
    event.data.u64 = i;
    if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, client.fd.get(), &event) < 0)
      fail_with_errno("epoll_ctl for a chat client");
  }
  await_prompts(first);
  for (std::size_t i = first; i < first + count; ++i) send_line(clients_[i].fd, name_of(i) + "\n");
  // Those that were here hear of all, the first newcomer of all newcomers, the last of itself.
  missing_notices_ += static_cast<std::int64_t>(first * count + count * (count + 1) / 2);
  await_notices();
}

void ChatClients::await_prompts(std::size_t first) {
  for (std::size_t i = first; i < clients_.size(); ++i)
    while (!clients_[i].ear.prompted())
      if (!receive(silence_limit_ns)) fail("no prompt for 5 s");
}

void ChatClients::await_notices() {
  while (missing_notices_ != 0) {
    if (!receive(silence_limit_ns))
      fail(std::to_string(missing_notices_) + " notices were not heard within 5 s");
  }
}

void ChatClients::say(std::size_t talker, std::size_t lines) {
  send_line(clients_[place_of(talker)].fd, talks_[talker].say(lines));
}

bool ChatClients::receive(std::uint64_t timeout_ns) {
  const std::uint64_t limit = now_ns() + timeout_ns;
  const int patience_ms = spec_.sleeps ? static_cast<int>(timeout_ns / 1'000'000) + 1 : 0;
  epoll_event events[events_per_wait];
  do {
    const int ready = epoll_wait(epoll_.get(), events, events_per_wait, patience_ms);
    if (ready < 0 && errno != EINTR) fail_with_errno("epoll_wait in the chat's clients");
    for (int i = 0; i < ready; ++i) receive_from(events[i].data.u64);
    if (ready > 0) return true;
  } while (now_ns() < limit);
  return false;
}

void ChatClients::receive_from(std::size_t index) {
  Client& client = clients_[index];
  for (;;) {
    const ssize_t count = recv(client.fd.get(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) return;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_with_errno("receive from the server");
    if (count == 0) fail("the server cut off a client that reads");
    ++reads_;
    const std::uint64_t now = now_ns();
    const auto size = static_cast<std::size_t>(count);
    client.ear.take(
        std::string_view(buffer_.data(), size), talks_,
        [&](std::size_t talker) { events_.on_heard(index, talker, now); },
        [&](std::string_view text) { on_notice(index, text); });
    if (size < buffer_.size()) return;
  }
}

void ChatClients::on_notice(std::size_t index, std::string_view text) {
  // The first one to hear of a cut says so for all: from then on the others must hear of it, too.
  if (index == 0 && text.ends_with(" left the chat ***\r\n")) on_left(text);
  --missing_notices_;  // below zero, and back, when another than the first hears it first
}

void ChatClients::on_left(std::string_view text) {
  for (Stuck& stuck : stuck_) {
    if (stuck.gone || !text.starts_with("*** " + stuck.name + " left ")) continue;
    stuck.gone = true;
    ++cut_off_;
    missing_notices_ += static_cast<std::int64_t>(spec_.clients);
    return;
  }
  fail("a client that reads is said to have left");
}

void ChatClients::replace_stuck() {
  for (Stuck& stuck : stuck_)
    if (stuck.gone) expect_end(stuck.fd, buffer_);
  std::erase_if(stuck_, [](const Stuck& stuck) { return stuck.gone; });
  while (stuck_.size() < spec_.stuck) {
    Stuck& stuck = stuck_.emplace_back();
    stuck.name = "S" + std::to_string(named_++);
    stuck.fd = connect_to(port_, Path::narrow);
    send_line(stuck.fd, stuck.name + "\n");
    missing_notices_ += static_cast<std::int64_t>(spec_.clients);
    await_notices();
  }
}

void ChatClients::expect_silence() {
  constexpr std::uint64_t a_moment_ns = 2'000'000;
  while (receive(a_moment_ns)) {
  }
  for (const Client& client : clients_)
    if (!client.ear.is_between_lines()) fail("half a line arrived");
}

}  // namespace kit::bench
