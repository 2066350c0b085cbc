#include "loop/sim/client.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "loop/sim/failure.hpp"
#include "loop/sim/world.hpp"

namespace kit::sim {

Client::Client(World& world, std::string name, const Address& address)
    : world_(world),
      network_(world.network()),
      name_(std::move(name)),
      fd_(network_.foreign_socket(address.family())) {
  (void)network_.connect(fd_, address);  // "in progress", always
  world_.tell(name_, "connects");
}

Client::~Client() { close(); }

// ------------------------------------------------------------ what it does

Client& Client::send(std::string_view text) {
  if (is_over() || finish_) return *this;
  world_.tell(name_, "sends ", text);
  outbox_ += text;
  flush();
  return *this;
}

Client& Client::finish() {
  if (is_over() || finish_) return *this;
  world_.tell(name_, "has no more to say");
  finish_ = true;
  flush();
  return *this;
}

Client& Client::vanish() {
  if (is_over()) return *this;
  world_.tell(name_, "vanishes");
  vanished_ = true;
  cut_ = was_cut();
  network_.reset(std::exchange(fd_, -1));
  outbox_.clear();
  return *this;
}

Client& Client::stop_reading() {
  world_.tell(name_, "stops reading");
  eager_ = false;
  most_ = 0;
  return *this;
}

Client& Client::read_slowly(std::size_t bytes, Duration every) {
  world_.tell(name_, "reads slowly");
  eager_ = false;
  most_ = bytes;
  every_ = every;
  next_read_ = world_.clock().now() + every;
  return *this;
}

Client& Client::read_on() {
  world_.tell(name_, "reads on");
  most_ = static_cast<std::size_t>(-1);
  every_ = Duration::zero();
  return *this;
}

void Client::act() {
  if (is_over()) return;
  if (!connected_) look_for_connection();
  if (!connected_) return;
  flush();
  read();
}

void Client::look_for_connection() {
  if ((network_.ready_events(fd_) & event_write) == 0) return;
  const int error = network_.socket_error(fd_);
  if (error != 0) return lose(error);
  connected_ = true;
  address_ = network_.sockname(fd_);
  world_.tell(name_, "is connected");
}

void Client::flush() {
  if (is_over() || !connected_) return;
  std::size_t sent = 0;
  while (sent < outbox_.size() && send_error_ == 0) {
    const IoResult result = network_.send(fd_, std::string_view(outbox_).substr(sent));
    if (result.would_block()) break;
    if (!result.is_ok()) {  // told once: read() must know, after what came before it
      send_error_ = result.error();
      break;
    }
    sent += result.bytes();
  }
  outbox_.erase(0, sent);
  if (!outbox_.empty() || !finish_ || std::exchange(fin_sent_, true)) return;
  (void)network_.shutdown_write(fd_);
  if (ended_) close();
}

void Client::read() {
  if (most_ == 0 || ended_) return;
  if (every_ == Duration::zero()) {
    while (!is_over() && read_once()) continue;
  } else if (world_.clock().now() >= next_read_ && read_once()) {
    next_read_ = world_.clock().now() + every_;
  }
}

/// False: nothing more to read now.
bool Client::read_once() {
  static thread_local std::array<std::byte, 65536> room;
  const IoResult result =
      network_.recv(fd_, std::span<std::byte>(room).first(std::min(room.size(), most_)));
  if (result.would_block()) return false;
  if (!result.is_ok()) {
    lose(result.error());
    return false;
  }
  if (result.bytes() > 0) {
    const std::string_view text(reinterpret_cast<const char*>(room.data()), result.bytes());
    world_.tell(name_, "hears ", text);
    heard_ += text;
    return true;
  }
  if (send_error_ == ECONNRESET) {
    lose(send_error_);
    return false;
  }
  world_.tell(name_, "hears the end");
  ended_ = true;
  if (fin_sent_) close();
  return false;
}

void Client::lose(int error) {
  refused_ = error == ECONNREFUSED;
  reset_ = !refused_;
  world_.tell(name_, refused_ ? "is refused" : "is reset");
  close();
}

void Client::close() {
  if (is_over()) return;
  cut_ = was_cut();
  network_.close(std::exchange(fd_, -1));
  outbox_.clear();
}

std::optional<TimePoint> Client::next_event() const {
  const bool waits = !is_over() && connected_ && !ended_ && most_ > 0 && every_ > Duration::zero();
  if (!waits || (network_.ready_events(fd_) & event_read) == 0) return std::nullopt;
  return std::max(next_read_, world_.clock().now());
}

// ------------------------------------------------------------ what it expects

std::string Client::state() const {
  std::string text = "it got " + quoted(unexpected());
  if (vanished_) return text + " and has vanished";
  if (refused_) return text + " and was refused";
  if (reset_) return text + " and then a reset";
  if (ended_) return text + " and then the end";
  return text + (connected_ ? "" : " and is not connected");
}

/// Runs the world until `goal` or `impossible`.
void Client::expect_that(const std::function<bool()>& goal, const std::function<bool()>& impossible,
                         const std::string& what, Duration limit) {
  const World::Ended ended = world_.run_until([&] { return goal() || impossible(); }, limit);
  if (goal()) return;
  std::string text = name_ + " expected " + what + ", but " + state();
  if (ended == World::Ended::stuck)
    text += "; nothing can happen any more: a deadlock";
  else if (ended == World::Ended::horizon)
    text += "; the time is over";
  if (ended != World::Ended::goal) text += "\n" + world_.list_tasks();
  world_.fail(text);
}

Client& Client::expect(std::string_view text, Duration limit) {
  expect_that(
      [&] { return unexpected().starts_with(text); },
      [&] { return is_over() || ended_ || !text.starts_with(unexpected().substr(0, text.size())); },
      quoted(text), limit);
  taken_ += text.size();
  return *this;
}

Client& Client::expect_end(Duration limit) {
  expect_that([&] { return ended_ && unexpected().empty(); },
              [&] { return is_over() || !unexpected().empty(); }, "the end", limit);
  return *this;
}

Client& Client::expect_reset(Duration limit) {
  expect_that([&] { return reset_ && unexpected().empty(); },
              [&] { return is_over() || ended_ || !unexpected().empty(); }, "a reset", limit);
  return *this;
}

Client& Client::expect_nothing() {
  const bool over_before = ended_ || is_over();
  world_.settle();
  if (!unexpected().empty() || (ended_ || is_over()) != over_before)
    world_.fail(name_ + " expected nothing, but " + state());
  return *this;
}

}  // namespace kit::sim
