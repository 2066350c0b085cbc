// Fd: a file descriptor that closes itself.
//
// Promises: one owner at a time, closed exactly once. Does not belong here: what the descriptor
// is for. Sockets are opened and used in net, which also knows simulated ones.
#pragma once

namespace kit {

/// Owns one descriptor of this process, or none (-1). Moving hands it over.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) noexcept : fd_(fd) {}
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  Fd(Fd&& other) noexcept;
  Fd& operator=(Fd&& other) noexcept;
  ~Fd();

  int get() const noexcept { return fd_; }
  explicit operator bool() const noexcept { return fd_ >= 0; }

  /// Gives the descriptor away: the caller closes it.
  [[nodiscard]] int release() noexcept;

  /// Closes now. A second call does nothing.
  void close() noexcept;

 private:
  int fd_ = -1;
};

/// Makes reads and writes return EAGAIN instead of waiting. Throws OSError. Source: fcntl(2).
void set_nonblocking(int fd);

/// True when O_NONBLOCK is set. Throws OSError.
bool is_nonblocking(int fd);

/// Keeps the descriptor from programs that this one starts. Throws OSError.
void set_close_on_exec(int fd);

/// A second descriptor for the same open file, closed on exec. Throws OSError.
Fd duplicate(int fd);

}  // namespace kit
