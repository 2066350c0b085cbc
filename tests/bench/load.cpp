// The closed loop: N connections on one edge-triggered epoll set.
//
// Edge-triggered, because the client has to be cheaper than the level-triggered servers it
// measures: epoll then does not look at each socket a second time.

#include "tests/bench/load.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <string>
#include <vector>

#include "tests/bench/dialogue.hpp"
#include "tests/bench/resp_supplies.hpp"
#include "tests/bench/socket.hpp"

namespace kit::bench {

namespace {

// Connections opened before their first request. Below the usual backlog of 100, or the kernel
// drops the connection attempt and tries again a second later.
constexpr size_t opening_batch = 64;
constexpr int events_per_wait = 1024;
constexpr size_t read_size = 256 * 1024;
// A run of so many requests ends when it has them, on a busy machine too; but not never.
constexpr uint64_t run_patience_ns = 60'000'000'000;

struct Connection {
  Fd fd;
  uint64_t sent = 0;      // bytes
  uint64_t asked = 0;     // requests whose sending has begun
  uint64_t answered = 0;  // requests
};

class ClosedLoop : public Load {
 public:
  ClosedLoop(const LoadSpec& spec, uint16_t port)
      : spec_(spec),
        port_(port),
        dialogue_(make_dialogue(spec)),
        epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    if (!epoll_) fail_with_errno("epoll_create1 for the client");
    size_t count = spec.connections + spec.idle;
    connections_.reserve(count);
    started_.resize(count * spec.depth);
    buffer_.resize(read_size);
    draining_ = true;
    while (connections_.size() < count) {
      open_some(std::min(opening_batch, count - connections_.size()), port);
    }
  }

  void prepare() override {
    if (spec_.run > 0) supply_run(port_, spec_);
  }

  Window run(uint64_t duration_ns) override {
    window_ = Window{};
    draining_ = false;
    uint64_t begin = now_ns();
    deadline_ = begin + (spec_.run > 0 ? run_patience_ns : duration_ns);
    left_ = spec_.run > 0 ? spec_.run : std::numeric_limits<uint64_t>::max();
    for (size_t i = 0; i < spec_.connections; ++i) {
      ask(i, spec_.depth, now_ns());
    }
    exchange_until_answered();
    window_.seconds = static_cast<double>(now_ns() - begin) * 1e-9;
    return window_;
  }

 private:
  void open_some(size_t count, uint16_t port) {
    size_t first = connections_.size();
    for (size_t i = first; i < first + count; ++i) {
      Connection& connection = connections_.emplace_back();
      connection.fd = connect_to(port, spec_.words == Words::echo ? Path::wide : Path::trusted);
      epoll_event event{};
      event.events = EPOLLIN | EPOLLOUT | EPOLLET;
      event.data.u64 = i;
      if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, connection.fd.get(), &event) < 0) {
        fail_with_errno("epoll_ctl for a client connection");
      }
    }
    deadline_ = now_ns();
    for (size_t i = first; i < first + count; ++i) ask(i, 1, deadline_);
    exchange_until_answered();
  }

  void exchange_until_answered() {
    epoll_event events[events_per_wait];
    while (outstanding_ > 0) {
      int ready = epoll_wait(epoll_.get(), events, events_per_wait, silence_limit_ns / 1'000'000);
      if (ready < 0 && errno == EINTR) continue;
      if (ready < 0) fail_with_errno("epoll_wait in the client");
      if (ready == 0) fail(std::to_string(outstanding_) + " requests had no answer for 5 s");
      if (draining_ && now_ns() > deadline_ + silence_limit_ns) {
        fail(std::to_string(outstanding_) +
             " requests were still unanswered 5 s after the end of a run");
      }
      for (int i = 0; i < ready; ++i) on_event(events[i].data.u64);
    }
  }

  void on_event(size_t index) {
    Connection& connection = connections_[index];
    uint64_t complete = receive(index);
    if (complete > 0) {
      uint64_t now = now_ns();
      note_answers(index, complete, now);
      draining_ = draining_ || now >= deadline_;
      if (!draining_ && may_ask(connection)) return ask(index, room_for(connection), now);
    }
    flush(index);
  }

  void note_answers(size_t index, uint64_t complete, uint64_t now) {
    Connection& connection = connections_[index];
    if (complete > connection.asked - connection.answered)
      fail("the server answered more than it was asked");
    for (uint64_t i = 0; i < complete; ++i) {
      uint64_t request = connection.answered++;
      window_.latency.record(now - started_[index * spec_.depth + request % spec_.depth]);
    }
    window_.requests += complete;
    outstanding_ -= complete;
  }

  uint64_t room_for(const Connection& connection) const {
    return spec_.depth - (connection.asked - connection.answered);
  }

  // Clients that pipeline commands wait for all the replies before they write the next batch.
  bool may_ask(const Connection& connection) const {
    return spec_.words == Words::echo || connection.asked == connection.answered;
  }

  // Starts `count` requests, all in one write: a client that pipelines does the same.
  void ask(size_t index, uint64_t count, uint64_t now) {
    Connection& connection = connections_[index];
    count = std::min(count, left_);
    left_ -= count;
    for (uint64_t i = 0; i < count; ++i) {
      started_[index * spec_.depth + connection.asked++ % spec_.depth] = now;
    }
    outstanding_ += count;
    flush(index);
  }

  void flush(size_t index) {
    Connection& connection = connections_[index];
    uint64_t target = connection.asked * dialogue_->request_size();
    while (connection.sent < target) {
      std::string_view piece = dialogue_->said(index, connection.sent);
      piece = piece.substr(0, target - connection.sent);
      ssize_t count =
          send(connection.fd.get(), piece.data(), piece.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (count < 0 && errno == EAGAIN) return;  // the edge of EPOLLOUT brings us back
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail_with_errno("send to the server");
      connection.sent += static_cast<uint64_t>(count);
    }
  }

  // How many answers that completed.
  uint64_t receive(size_t index) {
    const int fd = connections_[index].fd.get();
    uint64_t answers = 0;
    for (;;) {
      ssize_t count = recv(fd, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
      if (count < 0 && errno == EAGAIN) return answers;
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail_with_errno("receive from the server");
      if (count == 0) fail("the server closed a connection in the middle of a run");
      auto size = static_cast<size_t>(count);
      answers += dialogue_->hear(index, std::string_view(buffer_.data(), size));
      if (size < buffer_.size()) return answers;
    }
  }

  LoadSpec spec_;
  const uint16_t port_;
  std::unique_ptr<Dialogue> dialogue_;
  Fd epoll_;
  std::vector<Connection> connections_;  // the active ones first, then the idle ones
  std::vector<uint64_t> started_;        // for each connection, a ring of `depth` starting times
  std::vector<char> buffer_;
  Window window_;
  uint64_t deadline_ = 0;
  uint64_t outstanding_ = 0;
  uint64_t left_ = std::numeric_limits<uint64_t>::max();  // requests that this run may still ask
  bool draining_ = true;  // true: no new requests, only the answers still missing
};

}  // namespace

std::unique_ptr<Load> make_closed_loop(const LoadSpec& spec, uint16_t port) {
  return std::make_unique<ClosedLoop>(spec, port);
}

std::unique_ptr<Load> make_load(const LoadSpec& spec, uint16_t port) {
  if (spec.run > 0) supply_run(port, spec);  // the connections ask at once when they are open
  if (spec.run == 0 && spec.keys > 0) fill(port, supply_of(spec));
  if (spec.words == Words::publish) return make_publishing(spec, port);
  switch (spec.shape) {
    case Shape::spin:
      return make_spin(spec, port);
    case Shape::churn:
      return make_churn(spec, port);
    case Shape::closed_loop:
      break;
  }
  return make_closed_loop(spec, port);
}

}  // namespace kit::bench
