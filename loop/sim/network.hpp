// Sockets in memory, with the manners of TCP on one machine.
//
// Promises: what a program can see is what Linux shows it: bounded buffers, short writes, EAGAIN,
// FIN and RST, the lowest free descriptor reused at once. One contract suite runs over this and
// over the system, so that they cannot drift apart. Not safe from other threads: a simulated world
// has only one.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>

#include "loop/os/net.hpp"
#include "loop/selectors/selector.hpp"

namespace kit::sim {

class Network final : public Net {
 public:
  /// `capacity`: bytes that a receiver holds before its sender gets EAGAIN.
  explicit Network(std::size_t capacity = 65536);
  ~Network() override;

  // The script of a test.

  /// From now on at most so many descriptors: then EMFILE.
  void set_descriptor_limit(std::size_t most) { descriptor_limit_ = most; }
  std::size_t open_descriptors() const { return sockets_.size(); }

  // For the selector.

  bool is_open(int fd) const { return sockets_.contains(fd); }
  Events ready_events(int fd) const;

  // Net.

  IoResult socket(int family) override;
  IoResult bind(int fd, const Address& address) override;
  IoResult listen(int fd, int backlog) override;
  IoResult accept(int fd, Address& peer) override;
  IoResult connect(int fd, const Address& address) override;
  int socket_error(int fd) override;
  IoResult recv(int fd, std::span<std::byte> room) override;
  /// Nothing in this network is urgent.
  IoResult recv_urgent(int fd, std::byte&) override {
    return IoResult::failed(is_open(fd) ? EINVAL : EBADF);
  }
  IoResult send(int fd, std::string_view bytes) override;
  IoResult shutdown_write(int fd) override;
  std::size_t unsent(int fd) override;
  void close(int fd) noexcept override;
  void reset(int fd) noexcept override;
  IoResult set_option(int fd, SocketOption option, bool on) override;
  bool is_nonblocking(int fd) override { return is_open(fd); }
  Address sockname(int fd) override;
  Address peername(int fd) override;
  IoResult socketpair(std::array<int, 2>& pair) override;

 private:
  struct Socket;
  using SocketPtr = std::shared_ptr<Socket>;

  Socket* find(int fd) const;
  IoResult add(SocketPtr socket);
  static void join(const SocketPtr& one, const SocketPtr& other);
  SocketPtr listener_at(const Address& address) const;
  SocketPtr listener_for(const Address& address) const;
  std::uint16_t take_port();

  std::size_t capacity_;
  std::size_t descriptor_limit_ = 1'000'000;
  static constexpr std::uint16_t first_ephemeral_port = 49152;  // RFC 6335
  std::uint16_t next_port_ = first_ephemeral_port;
  std::map<int, SocketPtr> sockets_;
};

}  // namespace kit::sim
