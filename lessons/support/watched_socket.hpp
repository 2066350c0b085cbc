// A socket that tasks of a loop wait for.
#pragma once

#include <utility>

#include "loop/event_loop.hpp"

namespace kit {

/// Owns a descriptor of the loop's network. The loop is told before the number becomes free: the
/// next file that gets it must not wake who waited for this one. The loop must outlive it.
class WatchedSocket {
 public:
  WatchedSocket(EventLoop& loop, int fd) noexcept : loop_(&loop), fd_(fd) {}
  WatchedSocket(const WatchedSocket&) = delete;
  WatchedSocket& operator=(const WatchedSocket&) = delete;
  WatchedSocket(WatchedSocket&& other) noexcept
      : loop_(other.loop_), fd_(std::exchange(other.fd_, -1)) {}
  ~WatchedSocket() {
    if (fd_ < 0) return;
    loop_->forget(fd_);
    loop_->net().close(fd_);
  }

  int get() const noexcept { return fd_; }

 private:
  EventLoop* loop_;
  int fd_;  // -1: moved from
};

}  // namespace kit
