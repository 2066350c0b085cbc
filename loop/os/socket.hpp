// Socket: a descriptor of a Net that closes itself.
//
// As Fd, for descriptors that may belong to a simulated world: those have to be given back to the
// Net they came from.
#pragma once

#include "loop/os/net.hpp"

namespace kit {

/// Owns one socket, or none. Moving hands it over. The Net must outlive it.
class Socket {
 public:
  Socket() = default;
  Socket(Net& net, int fd) noexcept : net_(&net), fd_(fd) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&& other) noexcept;
  ~Socket() { close(); }

  int get() const noexcept { return fd_; }
  /// Only if there is one.
  Net& net() const noexcept { return *net_; }
  explicit operator bool() const noexcept { return fd_ >= 0; }

  /// Gives the descriptor away: the caller closes it.
  [[nodiscard]] int release() noexcept;

  /// Closes now. A second call does nothing.
  void close() noexcept;

 private:
  Net* net_ = nullptr;
  int fd_ = -1;
};

/// A new stream socket. For TCP, small writes go out at once (TCP_NODELAY), also from what it
/// accepts. Throws OSError.
Socket make_socket(Net& net, int family);

/// A socket that listens, with SO_REUSEADDR. Throws OSError naming the address: EADDRINUSE, EACCES
/// and what else bind(2) and listen(2) may say.
Socket listen_on(Net& net, const Address& address, int backlog);

}  // namespace kit
