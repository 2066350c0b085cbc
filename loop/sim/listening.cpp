// The part of sim::Network in which connections begin: bind, listen, accept, connect.
#include <algorithm>
#include <cerrno>
#include <utility>

#include "loop/sim/network.hpp"
#include "loop/sim/socket.hpp"

namespace kit::sim {

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
  if (std::exchange(socket->connecting, true)) return IoResult::failed(EALREADY);
  const auto arrive = [this, weak = std::weak_ptr<Socket>(sockets_.at(fd)), address] {
    if (const SocketPtr client = weak.lock()) knock(client, address);
  };
  TimePoint at_listener{};  // it stands in nobody's line yet
  if (address.is_unix())
    arrive();
  else
    wire_.carry(at_listener, arrive);
  return IoResult::failed(EINPROGRESS);
}

/// A connect has arrived where it wanted to go.
void Network::knock(const SocketPtr& client, const Address& address) {
  const SocketPtr listener = listener_for(address);
  if (!listener || listener->backlog.size() >= listener->backlog_limit)
    return carry(client, [](Socket& refused) {
      refused.connecting = false;
      refused.error = ECONNREFUSED;
    });
  const auto other_end = std::make_shared<Socket>();
  other_end->family = client->family;
  if (client->local.family() == 0 && !address.is_unix())
    client->local = Address::ip(address.host(), take_port());
  other_end->local = client->remote = address;
  other_end->remote = client->local;
  join(client, other_end);
  client->connected = false;  // until the answer is there
  carry(client, [](Socket& accepted) {
    accepted.connecting = false;
    accepted.connected = true;
  });
  listener->backlog.push_back(other_end);
}

}  // namespace kit::sim
