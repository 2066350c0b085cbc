// Sockets in memory, with the manners of TCP.
//
// Promises: what a program can see is what Linux shows it: bounded buffers, short writes, EAGAIN,
// FIN and RST, the lowest free descriptor reused at once. One contract suite runs over this and
// over the system, so that they cannot drift apart. As on one machine, everything arrives at once;
// with a latency, later, and in order: bytes, FIN, RST and the answer to a connect. What the
// receiver takes makes room for its sender at once. Not safe from other threads: a simulated world
// has only one.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "loop/os/net.hpp"
#include "loop/selectors/selector.hpp"
#include "loop/sim/wire.hpp"

namespace kit::sim {

class Network final : public Net {
 public:
  /// `capacity`: bytes that a receiver holds before its sender gets EAGAIN.
  explicit Network(std::size_t capacity = 65536);
  ~Network() override;

  // The script of a test.

  /// From now on at most so many descriptors: then EMFILE.
  void set_descriptor_limit(std::size_t most) { descriptor_limit_ = most; }
  std::size_t open_descriptors() const { return own_descriptors_; }
  /// From now on, what goes from one machine to another takes from `least` to `most`; AF_UNIX stays
  /// instant. Somebody must call deliver() (World does). `clock` must outlive this.
  void set_latency(Clock& clock, Random random, Duration least, Duration most) {
    wire_.set_latency(clock, random, least, most);
  }
  /// A socket of another process: a number from a range of its own, and none of this program's
  /// descriptors. For clients that stand outside the loop.
  int foreign_socket(int family);
  /// Something in between breaks the connection: both ends get RST, this one now.
  void cut(int fd) noexcept;
  /// True when somebody called cut() for this end or the other one.
  bool was_cut(int fd) const;

  // For the selector, and for who moves the clock.

  bool is_open(int fd) const { return sockets_.contains(fd); }
  Events ready_events(int fd) const;
  bool is_connected(int fd) const;
  /// When something arrives next; none: nothing is on its way.
  std::optional<TimePoint> next_arrival() const { return wire_.next_arrival(); }
  /// Lets arrive what is due.
  void deliver() { wire_.deliver(); }

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
  void knock(const SocketPtr& client, const Address& address);
  void carry(const SocketPtr& receiver, void (*arrive)(Socket&));
  void carry_bytes(const SocketPtr& sender, const SocketPtr& receiver, std::string_view bytes);
  SocketPtr listener_at(const Address& address) const;
  SocketPtr listener_for(const Address& address) const;
  std::uint16_t take_port();

  std::size_t capacity_;
  std::size_t descriptor_limit_ = 1'000'000;
  std::size_t own_descriptors_ = 0;
  static constexpr std::uint16_t first_ephemeral_port = 49152;  // RFC 6335
  std::uint16_t next_port_ = first_ephemeral_port;
  static constexpr int first_foreign = 1 << 30;
  int next_foreign_ = first_foreign;
  std::map<int, SocketPtr> sockets_;
  Wire wire_;
};

}  // namespace kit::sim
