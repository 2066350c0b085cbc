#include "loop/sim/network.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace kit::sim {

/// One end. The other end may live longer, so each holds the other weakly.
struct Network::Socket {
  int family = AF_INET;
  Address local;
  Address remote;
  std::weak_ptr<Socket> peer;
  std::string inbox;              // came in, was not read
  std::deque<SocketPtr> backlog;  // a listener's: connected, not accepted
  std::size_t backlog_limit = 0;  // 0: does not listen
  int error = 0;                  // SO_ERROR
  bool connected = false;
  bool fin_sent = false;
  bool fin_received = false;
  bool reset = false;  // RST came: nothing more will

  bool listens() const { return backlog_limit > 0; }
  // What is unread stays readable, and who has read the peer's FIN knows the end: then only
  // writers are told (tcp_reset in Linux).
  void receive_reset() {
    reset = true;
    error = fin_received ? EPIPE : ECONNRESET;
  }
};

Network::Network(std::size_t capacity) : capacity_(capacity) {}
Network::~Network() = default;

Network::Socket* Network::find(int fd) const {
  const auto found = sockets_.find(fd);
  return found == sockets_.end() ? nullptr : found->second.get();
}

IoResult Network::add(SocketPtr socket) {
  if (sockets_.size() >= descriptor_limit_) return IoResult::failed(EMFILE);
  int fd = 3;  // as if stdin, stdout and stderr were there
  while (sockets_.contains(fd)) ++fd;
  sockets_.emplace(fd, std::move(socket));
  return IoResult::ok(fd);
}

void Network::join(const SocketPtr& one, const SocketPtr& other) {
  one->peer = other;
  other->peer = one;
  one->connected = other->connected = true;
}

Events Network::ready_events(int fd) const {
  const Socket* const socket = find(fd);
  if (socket == nullptr) return event_read | event_write;  // as poll(2)'s POLLNVAL
  if (socket->listens()) return socket->backlog.empty() ? 0 : event_read;
  if (socket->reset || socket->error != 0) return event_read | event_write;
  if (!socket->connected) return 0;
  Events events = 0;
  if (!socket->inbox.empty() || socket->fin_received) events |= event_read;
  const SocketPtr peer = socket->peer.lock();
  if (!peer || socket->fin_sent || peer->inbox.size() < capacity_) events |= event_write;
  return events;
}

IoResult Network::socket(int family) {
  const auto socket = std::make_shared<Socket>();
  socket->family = family;
  return add(socket);
}

Network::SocketPtr Network::listener_at(const Address& address) const {
  for (const auto& [fd, socket] : sockets_)
    if (socket->listens() && socket->local == address) return socket;
  return nullptr;
}

// Whoever listens on all interfaces is found under the address of each.
Network::SocketPtr Network::listener_for(const Address& address) const {
  if (const SocketPtr exact = listener_at(address); exact || address.is_unix()) return exact;
  return listener_at(Address::ip(address.family() == AF_INET6 ? "::" : "0.0.0.0", address.port()));
}

std::uint16_t Network::take_port() {
  const std::uint16_t port = next_port_;
  next_port_ = port == 65535 ? first_ephemeral_port : static_cast<std::uint16_t>(port + 1);
  return port;
}

IoResult Network::bind(int fd, const Address& address) {
  Socket* const socket = find(fd);
  if (socket == nullptr) return IoResult::failed(EBADF);
  if (listener_at(address)) return IoResult::failed(EADDRINUSE);
  socket->local = address;
  if (!address.is_unix() && address.port() == 0)
    socket->local = Address::ip(address.host(), take_port());
  return IoResult::ok(0);
}

IoResult Network::listen(int fd, int backlog) {
  Socket* const socket = find(fd);
  if (socket == nullptr) return IoResult::failed(EBADF);
  if (!socket->listens() && listener_at(socket->local)) return IoResult::failed(EADDRINUSE);
  socket->backlog_limit = static_cast<std::size_t>(std::max(backlog, 1));
  return IoResult::ok(0);
}

IoResult Network::accept(int fd, Address& peer) {
  Socket* const socket = find(fd);
  if (socket == nullptr) return IoResult::failed(EBADF);
  if (!socket->listens()) return IoResult::failed(EINVAL);
  if (socket->backlog.empty()) return IoResult::failed(EAGAIN);
  const IoResult added = add(socket->backlog.front());
  if (!added.is_ok()) return added;
  peer = socket->backlog.front()->remote;
  socket->backlog.pop_front();
  return added;
}

// Always "in progress", as between two machines: programs must not count on less.
IoResult Network::connect(int fd, const Address& address) {
  Socket* const socket = find(fd);
  if (socket == nullptr) return IoResult::failed(EBADF);
  if (socket->connected) return IoResult::failed(EISCONN);
  const SocketPtr listener = listener_for(address);
  if (!listener || listener->backlog.size() >= listener->backlog_limit) {
    socket->error = ECONNREFUSED;
    return IoResult::failed(EINPROGRESS);
  }
  const auto other_end = std::make_shared<Socket>();
  other_end->family = socket->family;
  if (socket->local.family() == 0 && !address.is_unix())
    socket->local = Address::ip(address.host(), take_port());
  other_end->local = socket->remote = address;
  other_end->remote = socket->local;
  join(sockets_.at(fd), other_end);
  listener->backlog.push_back(other_end);
  return IoResult::failed(EINPROGRESS);
}

int Network::socket_error(int fd) {
  Socket* const socket = find(fd);
  return socket == nullptr ? EBADF : std::exchange(socket->error, 0);
}

IoResult Network::recv(int fd, std::span<std::byte> room) {
  Socket* const socket = find(fd);
  if (socket == nullptr) return IoResult::failed(EBADF);
  if (socket->inbox.empty() && !socket->fin_received) {
    if (socket->error != 0) return IoResult::failed(std::exchange(socket->error, 0));
    if (!socket->connected) return IoResult::failed(ENOTCONN);
    if (!socket->reset) return IoResult::failed(EAGAIN);
  }
  const std::size_t count = std::min(room.size(), socket->inbox.size());
  if (count > 0) std::memcpy(room.data(), socket->inbox.data(), count);
  socket->inbox.erase(0, count);
  return IoResult::ok(static_cast<std::int64_t>(count));
}

IoResult Network::send(int fd, std::string_view bytes) {
  Socket* const socket = find(fd);
  if (socket == nullptr) return IoResult::failed(EBADF);
  if (socket->error != 0) return IoResult::failed(std::exchange(socket->error, 0));
  if (!socket->connected || socket->fin_sent || socket->reset) return IoResult::failed(EPIPE);
  const SocketPtr peer = socket->peer.lock();
  if (!peer) {
    if (socket->family == AF_UNIX) return IoResult::failed(EPIPE);
    // The other end is closed. TCP takes the bytes; the answer to them is RST.
    socket->receive_reset();
    return IoResult::ok(static_cast<std::int64_t>(bytes.size()));
  }
  const std::size_t count =
      std::min(bytes.size(), capacity_ - std::min(capacity_, peer->inbox.size()));
  if (count == 0 && !bytes.empty()) return IoResult::failed(EAGAIN);
  peer->inbox.append(bytes.substr(0, count));
  return IoResult::ok(static_cast<std::int64_t>(count));
}

IoResult Network::shutdown_write(int fd) {
  Socket* const socket = find(fd);
  if (socket == nullptr) return IoResult::failed(EBADF);
  if (!socket->connected || socket->reset) return IoResult::failed(ENOTCONN);
  socket->fin_sent = true;
  if (const SocketPtr peer = socket->peer.lock()) peer->fin_received = true;
  return IoResult::ok(0);
}

/// What a peer has room for is with it at once.
std::size_t Network::unsent(int) { return 0; }

void Network::close(int fd) noexcept {
  const auto found = sockets_.find(fd);
  if (found == sockets_.end()) return;
  const SocketPtr socket = found->second;
  sockets_.erase(found);
  // Who waits in the backlog of a listener that closes is reset.
  for (const SocketPtr& waiting : socket->backlog)
    if (const SocketPtr client = waiting->peer.lock()) client->receive_reset();
  const SocketPtr peer = socket->peer.lock();
  if (!peer) return;
  if (!socket->inbox.empty())
    peer->receive_reset();  // unread bytes: the peer must know that they were lost
  else
    peer->fin_received = true;
}

void Network::reset(int fd) noexcept {
  Socket* const socket = find(fd);
  if (socket == nullptr) return;
  if (const SocketPtr peer = socket->peer.lock()) peer->receive_reset();
  socket->peer.reset();
  close(fd);
}

IoResult Network::set_option(int fd, SocketOption, bool) {
  return is_open(fd) ? IoResult::ok(0) : IoResult::failed(EBADF);
}

Address Network::sockname(int fd) {
  const Socket* const socket = find(fd);
  return socket == nullptr ? Address() : socket->local;
}

Address Network::peername(int fd) {
  const Socket* const socket = find(fd);
  return socket == nullptr ? Address() : socket->remote;
}

IoResult Network::socketpair(std::array<int, 2>& pair) {
  if (sockets_.size() + 2 > descriptor_limit_) return IoResult::failed(EMFILE);
  const std::array<SocketPtr, 2> ends{std::make_shared<Socket>(), std::make_shared<Socket>()};
  join(ends[0], ends[1]);
  sockaddr_storage storage{};
  storage.ss_family = AF_UNIX;
  const Address unnamed = Address::from_sockaddr(storage, sizeof storage.ss_family);
  for (std::size_t i = 0; i < 2; ++i) {
    ends[i]->family = AF_UNIX;
    ends[i]->local = ends[i]->remote = unnamed;
    pair[i] = add(ends[i]).fd();
  }
  return IoResult::ok(0);
}

}  // namespace kit::sim
