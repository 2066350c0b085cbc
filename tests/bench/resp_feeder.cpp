#include "tests/bench/resp_feeder.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "tests/bench/load.hpp"

namespace kit::bench {

namespace {

constexpr uint64_t fill_depth = 512;
constexpr size_t read_size = 16 * 1024;

}  // namespace

Feeder::Feeder(uint16_t port, Supply supply, uint64_t depth)
    : fd_(connect_to(port, Path::trusted)),
      supply_(std::move(supply)),
      depth_(depth),
      check_(supply_.reply) {}

void Feeder::step() {
  receive();
  // In halves, so that the server has work while a reply and the next half are on their way.
  const bool has_room = asked_ - answered_ <= depth_ / 2;
  if (has_room && asked_ < supply_.commands && sent_ == batch_.size()) {
    batch_.clear();
    sent_ = 0;
    const uint64_t end = std::min(supply_.commands, asked_ + depth_ / 2);
    while (asked_ < end) supply_.append(batch_, asked_++);
  }
  send_some();
}

void Feeder::receive() {
  char bytes[read_size];
  const ssize_t count = recv(fd_.get(), bytes, sizeof bytes, MSG_DONTWAIT);
  if (count == 0) fail("the server closed the connection that fills it");
  if (count < 0 && errno != EAGAIN && errno != EINTR) fail_with_errno("receive from the server");
  if (count <= 0) return;
  answered_ += check_.take(std::string_view(bytes, static_cast<size_t>(count)), state_);
  if (answered_ > asked_) fail("the server answered more than it was asked");
}

void Feeder::send_some() {
  if (sent_ == batch_.size()) return;
  const ssize_t count =
      send(fd_.get(), batch_.data() + sent_, batch_.size() - sent_, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count < 0 && errno != EAGAIN && errno != EINTR) fail_with_errno("send to the server");
  if (count > 0) sent_ += static_cast<size_t>(count);
}

void Feeder::wait() const {
  const bool sending = sent_ < batch_.size();
  pollfd wanted{fd_.get(), static_cast<short>(sending ? POLLIN | POLLOUT : POLLIN), 0};
  const int ready = poll(&wanted, 1, static_cast<int>(silence_limit_ns / 1'000'000));
  if (ready < 0 && errno != EINTR) fail_with_errno("poll in the client");
  if (ready == 0) fail("no reply for 5 s to what fills the server");
}

void fill(uint16_t port, Supply supply) {
  Feeder feeder(port, std::move(supply), fill_depth);
  for (feeder.step(); !feeder.done(); feeder.step()) feeder.wait();
}

}  // namespace kit::bench
