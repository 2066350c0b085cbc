#include "tests/bench/resp_order.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

namespace kit::bench {

namespace {

constexpr uint64_t patience_ns = 30'000'000'000;
// At once, and then the caller asks PING again: checking so much takes some ten microseconds.
constexpr size_t read_size = 16 * 1024;

}  // namespace

Order::Order(uint16_t port, const Errand& errand)
    : fd_(connect_to(port, Path::trusted)),
      head_(errand.head),
      check_(errand.each),
      missing_(errand.count),
      since_(now_ns()) {
  if (send(fd_.get(), errand.request.data(), errand.request.size(), MSG_NOSIGNAL) < 0)
    fail_with_errno("send an order to the server");
}

bool Order::done() {
  char bytes[read_size];
  const ssize_t count = recv(fd_.get(), bytes, sizeof bytes, MSG_DONTWAIT);
  if (count == 0) fail("the server closed the connection that gives the orders");
  if (count < 0 && errno != EAGAIN && errno != EINTR) fail_with_errno("receive from the server");
  if (count < 0) {
    if (now_ns() - since_ > patience_ns) fail("no whole reply to an order for 30 s");
    return false;
  }
  std::string_view came(bytes, static_cast<size_t>(count));
  const size_t of_head = std::min(head_.size(), came.size());
  if (came.substr(0, of_head) != std::string_view(head_).substr(0, of_head))
    fail("the reply to an order begins with another length than it should");
  head_.erase(0, of_head);
  const size_t heard = check_.take(came.substr(of_head), state_);
  if (heard > missing_) fail("the reply to an order is longer than it should be");
  missing_ -= heard;
  return missing_ == 0;
}

}  // namespace kit::bench
