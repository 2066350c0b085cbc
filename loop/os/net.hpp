// Net: sockets, behind an interface.
//
// The only file with socket system calls. Promises: every socket made here is non-blocking, closed
// on exec and never raises SIGPIPE; EINTR is repeated here and seen by nobody; a call that would
// have to wait says so with would_block() instead of an exception, because for a server that is
// the most ordinary thing in the world. Does not belong here: who waits, and for how long.
//
// A simulated world (loop/sim) implements the same interface in memory.
#pragma once

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "loop/os/address.hpp"

namespace kit {

/// What a system call gave: a count or a descriptor (>= 0), or an error number. Never both.
class [[nodiscard]] IoResult {
 public:
  static IoResult ok(std::int64_t value) noexcept { return IoResult(value); }
  static IoResult failed(int error) noexcept { return IoResult(-static_cast<std::int64_t>(error)); }

  bool is_ok() const noexcept { return value_ >= 0; }
  std::size_t bytes() const noexcept { return static_cast<std::size_t>(value_); }
  int fd() const noexcept { return static_cast<int>(value_); }
  int error() const noexcept { return value_ < 0 ? static_cast<int>(-value_) : 0; }

  /// Not an error: nothing to read, no room to write, nobody to accept, or a connect under way.
  bool would_block() const noexcept {
    const int code = error();
    return code == EAGAIN || code == EWOULDBLOCK || code == EINPROGRESS;
  }

 private:
  explicit IoResult(std::int64_t value) noexcept : value_(value) {}
  std::int64_t value_;  // >= 0: the result; < 0: minus errno
};

/// Yes-or-no settings of a socket.
enum class SocketOption {
  reuse_address,  // SO_REUSEADDR: bind although old connections linger in TIME_WAIT
  reuse_port,     // SO_REUSEPORT: several listeners share one port
  no_delay,       // TCP_NODELAY: send small writes at once (accepted sockets inherit it)
  ipv6_only,      // IPV6_V6ONLY: "::" does not take IPv4 as well
};

class Net {
 public:
  virtual ~Net() = default;

  /// A stream socket for AF_INET, AF_INET6 or AF_UNIX.
  virtual IoResult socket(int family) = 0;
  virtual IoResult bind(int fd, const Address& address) = 0;
  virtual IoResult listen(int fd, int backlog) = 0;
  /// The next connection, and who it is.
  virtual IoResult accept(int fd, Address& peer) = 0;
  /// ok, or would_block() while it is under way: wait until writable, then ask socket_error().
  virtual IoResult connect(int fd, const Address& address) = 0;
  /// SO_ERROR: 0 or the errno of what happened in the background; asking clears it.
  virtual int socket_error(int fd) = 0;
  /// 0 bytes: the peer has finished sending.
  virtual IoResult recv(int fd, std::span<std::byte> room) = 0;
  /// The out-of-band byte, where event_priority says that there is one (recv(2): MSG_OOB). Else an
  /// error: EINVAL, or would_block() while it is on its way.
  virtual IoResult recv_urgent(int fd, std::byte& byte) = 0;
  /// How many bytes the system took: often fewer than offered.
  virtual IoResult send(int fd, std::string_view bytes) = 0;
  /// Sends FIN after what was sent; reading goes on.
  virtual IoResult shutdown_write(int fd) = 0;
  virtual void close(int fd) noexcept = 0;
  /// Bytes that send() took and the peer has not acknowledged; 0 when the system cannot tell.
  virtual std::size_t unsent(int fd) = 0;
  /// Closes with RST, dropping what the system still holds.
  virtual void reset(int fd) noexcept = 0;
  virtual IoResult set_option(int fd, SocketOption option, bool on) = 0;
  virtual bool is_nonblocking(int fd) = 0;
  virtual Address sockname(int fd) = 0;  // empty when the system does not know
  virtual Address peername(int fd) = 0;
  /// Two connected sockets.
  virtual IoResult socketpair(std::array<int, 2>& pair) = 0;
};

/// The operating system's sockets. Lives as long as the program; safe from any thread.
Net& os_net();

}  // namespace kit
