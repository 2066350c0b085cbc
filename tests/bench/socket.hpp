// The few socket calls the client needs. Written apart from the kit's own `loop/os/net` on purpose:
// a measuring tool must not share a fault with what it measures.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace kit::bench {

// Throws std::runtime_error with `what` and the text of errno.
[[noreturn]] void fail_with_errno(const std::string& what);

// Throws std::runtime_error with `what`.
[[noreturn]] void fail(const std::string& what);

// Nanoseconds of the monotonic clock.
uint64_t now_ns();

// Owns one descriptor and closes it at the end of its life.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int number) : number_(number) {}
  Fd(Fd&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Fd() { reset(); }

  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }
  void reset();

 private:
  int number_ = -1;  // -1: owns nothing
};

enum class Path {
  wide,
  // Small segments and a small receive buffer: the kernel holds only some ten kilobytes for who
  // does not read, and not megabytes, so that a server notices within seconds.
  narrow,
  // From 127.0.0.1 itself: the only address that a Redis in protected mode lets in. It has 28,000
  // ports, enough for those who open some dozens at a time.
  trusted,
};

// Connects to 127.0.0.1:port and sets TCP_NODELAY. Each call but a trusted one comes from the next
// of many loopback addresses: a closed connection keeps its pair of addresses busy for a minute
// (TIME_WAIT), and one address has only 28,000 ports. The descriptor is blocking; the callers pass
// MSG_DONTWAIT where they must not block.
Fd connect_to(uint16_t port, Path path = Path::wide);

// A port of 127.0.0.1 that nobody listens on, for a server that cannot choose one itself. Nothing
// holds it: who wants it should listen soon.
uint16_t free_port();

}  // namespace kit::bench
