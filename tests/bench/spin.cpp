// One connection whose client never sleeps. The server's reply then wakes nobody, and the server
// itself falls asleep after every request: this shows the cost of one pass of the loop for one
// event, which batching hides elsewhere.

#include <sys/socket.h>

#include <cerrno>
#include <string>
#include <vector>

#include "tests/bench/load.hpp"
#include "tests/bench/pattern.hpp"
#include "tests/bench/socket.hpp"

namespace kit::bench {

namespace {

class Spin : public Load {
 public:
  Spin(const LoadSpec& spec, uint16_t port)
      : size_(spec.message_size), fd_(connect_to(port)), buffer_(size_) {
    if (size_ > Pattern::longest_piece) fail("the spinning client takes messages up to 256 KiB");
    exchange();
  }

  Window run(uint64_t duration_ns) override {
    Window window;
    uint64_t begin = now_ns();
    uint64_t before = begin;
    while (before < begin + duration_ns) {
      exchange();
      uint64_t after = now_ns();
      window.latency.record(after - before);
      ++window.requests;
      before = after;
    }
    window.seconds = static_cast<double>(before - begin) * 1e-9;
    return window;
  }

 private:
  void exchange() {
    ssize_t sent = send(fd_.get(), pattern().at(position_), size_, MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(size_)) fail_with_errno("send to the server");
    uint64_t limit = now_ns() + silence_limit_ns;
    size_t received = 0;
    for (unsigned turn = 1; received < size_; ++turn) {
      ssize_t count = recv(fd_.get(), buffer_.data() + received, size_ - received, MSG_DONTWAIT);
      if (count > 0) {
        received += static_cast<size_t>(count);
      } else if (count == 0) {
        fail("the server closed a connection in the middle of a run");
      } else if (errno != EAGAIN && errno != EINTR) {
        fail_with_errno("receive from the server");
      } else if (turn % 4096 == 0 && now_ns() > limit) {
        fail("a request had no answer for 5 s");
      }
    }
    if (!pattern().matches(buffer_.data(), size_, position_)) {
      fail("wrong bytes came back after byte " + std::to_string(position_) + " of the connection");
    }
    position_ += size_;
  }

  size_t size_;
  Fd fd_;
  std::vector<char> buffer_;
  uint64_t position_ = 0;  // bytes of the pattern already exchanged
};

}  // namespace

std::unique_ptr<Load> make_spin(const LoadSpec& spec, uint16_t port) {
  return std::make_unique<Spin>(spec, port);
}

}  // namespace kit::bench
