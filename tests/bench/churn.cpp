// Connect, echo, close: one request is the whole life of a connection.
//
// The client closes first, in the normal way, so the server reads an end of file and closes in
// turn. The client's side then rests in TIME_WAIT, which is why connect_to() takes its address from
// a large set.

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>
#include <vector>

#include "tests/bench/load.hpp"
#include "tests/bench/pattern.hpp"
#include "tests/bench/socket.hpp"

namespace kit::bench {

namespace {

constexpr int events_per_wait = 256;

struct Visit {
  Fd fd;
  uint64_t began = 0;     // ns
  uint64_t position = 0;  // in the pattern
  size_t received = 0;    // bytes
};

class Churn : public Load {
 public:
  Churn(const LoadSpec& spec, uint16_t port)
      : size_(spec.message_size),
        port_(port),
        epoll_(epoll_create1(EPOLL_CLOEXEC)),
        visits_(spec.connections),
        buffer_(size_) {
    if (!epoll_) fail_with_errno("epoll_create1 for the client");
    if (size_ > Pattern::longest_piece) fail("the visiting client takes messages up to 256 KiB");
  }

  Window run(uint64_t duration_ns) override {
    window_ = Window{};
    uint64_t begin = now_ns();
    deadline_ = begin + duration_ns;
    for (size_t i = 0; i < visits_.size(); ++i) start(i);
    epoll_event events[events_per_wait];
    while (open_ > 0) {
      int ready = epoll_wait(epoll_.get(), events, events_per_wait, silence_limit_ns / 1'000'000);
      if (ready < 0 && errno == EINTR) continue;
      if (ready < 0) fail_with_errno("epoll_wait in the client");
      if (ready == 0) fail(std::to_string(open_) + " connections had no answer for 5 s");
      if (now_ns() > deadline_ + silence_limit_ns) {
        fail(std::to_string(open_) + " connections were still open 5 s after the end of a run");
      }
      for (int i = 0; i < ready; ++i) on_readable(events[i].data.u64);
    }
    window_.seconds = static_cast<double>(now_ns() - begin) * 1e-9;
    return window_;
  }

 private:
  void start(size_t index) {
    Visit& visit = visits_[index];
    visit.began = now_ns();
    visit.position += 61;
    visit.received = 0;
    visit.fd = connect_to(port_);
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;
    event.data.u64 = index;
    if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, visit.fd.get(), &event) < 0) {
      fail_with_errno("epoll_ctl for a client connection");
    }
    ssize_t sent = send(visit.fd.get(), pattern().at(visit.position), size_, MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(size_)) fail_with_errno("send to the server");
    ++open_;
  }

  void on_readable(size_t index) {
    Visit& visit = visits_[index];
    while (visit.received < size_) {
      ssize_t count = recv(visit.fd.get(), buffer_.data() + visit.received, size_ - visit.received,
                           MSG_DONTWAIT);
      if (count < 0 && errno == EAGAIN) return;
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail_with_errno("receive from the server");
      if (count == 0) fail("the server closed a connection before the echo was complete");
      if (!pattern().matches(buffer_.data() + visit.received, static_cast<size_t>(count),
                             visit.position + visit.received)) {
        fail("wrong bytes came back on a short connection");
      }
      visit.received += static_cast<size_t>(count);
    }
    uint64_t now = now_ns();
    window_.latency.record(now - visit.began);
    ++window_.requests;
    visit.fd.reset();
    --open_;
    if (now < deadline_) start(index);
  }

  size_t size_;
  uint16_t port_;
  Fd epoll_;
  std::vector<Visit> visits_;
  std::vector<char> buffer_;  // shared, so a piece is checked as soon as it has come
  Window window_;
  uint64_t deadline_ = 0;
  size_t open_ = 0;
};

}  // namespace

std::unique_ptr<Load> make_churn(const LoadSpec& spec, uint16_t port) {
  return std::make_unique<Churn>(spec, port);
}

}  // namespace kit::bench
