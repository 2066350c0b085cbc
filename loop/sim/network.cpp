#include "loop/sim/network.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "loop/sim/socket.hpp"

namespace kit::sim {

Network::Network(std::size_t capacity) : capacity_(capacity) {}
Network::~Network() = default;

Network::Socket* Network::find(int fd) const {
  const auto found = sockets_.find(fd);
  return found == sockets_.end() ? nullptr : found->second.get();
}

IoResult Network::add(SocketPtr socket) {
  if (own_descriptors_ >= descriptor_limit_) return IoResult::failed(EMFILE);
  int fd = 3;  // as if stdin, stdout and stderr were there
  while (sockets_.contains(fd)) ++fd;
  sockets_.emplace(fd, std::move(socket));
  ++own_descriptors_;
  return IoResult::ok(fd);
}

void Network::join(const SocketPtr& one, const SocketPtr& other) {
  one->peer = other;
  other->peer = one;
  one->connected = other->connected = true;
}

int Network::foreign_socket(int family) {
  const auto socket = std::make_shared<Socket>();
  socket->family = family;
  sockets_.emplace(next_foreign_, socket);
  return next_foreign_++;
}

// ------------------------------------------------------------ on the wire

/// Something without content: FIN, RST, the answer to a connect.
void Network::carry(const SocketPtr& receiver, void (*arrive)(Socket&)) {
  if (receiver->family == AF_UNIX) return arrive(*receiver);
  wire_.carry(receiver->last_arrival, [weak = std::weak_ptr<Socket>(receiver), arrive] {
    if (const SocketPtr there = weak.lock()) arrive(*there);
  });
}

void Network::carry_bytes(const SocketPtr& sender, const SocketPtr& receiver,
                          std::string_view bytes) {
  if (receiver->family == AF_UNIX) return receiver->receive(bytes);
  receiver->on_way += bytes.size();
  wire_.carry(receiver->last_arrival,
              [this, from = std::weak_ptr<Socket>(sender), to = std::weak_ptr<Socket>(receiver),
               text = std::string(bytes)] {
                if (const SocketPtr there = to.lock()) {
                  there->on_way -= text.size();
                  if (!there->reset) there->receive(text);
                } else if (const SocketPtr here = from.lock()) {
                  // Closed meanwhile: the answer is RST.
                  carry(here, [](Socket& socket) { socket.receive_reset(); });
                }
              });
}

// ------------------------------------------------------------ state

Events Network::ready_events(int fd) const {
  const Socket* const socket = find(fd);
  if (socket == nullptr) return event_read | event_write;  // as poll(2)'s POLLNVAL
  if (socket->listens()) return socket->backlog.empty() ? 0 : event_read;
  if (socket->reset || socket->error != 0) return event_read | event_write;
  if (!socket->connected) return 0;
  Events events = 0;
  if (!socket->unread().empty() || socket->fin_received) events |= event_read;
  const SocketPtr peer = socket->peer.lock();
  const std::size_t held = peer ? peer->held() : socket->lost;
  if (socket->fin_sent || held < capacity_) events |= event_write;
  return events;
}

bool Network::is_connected(int fd) const {
  const Socket* const socket = find(fd);
  return socket != nullptr && socket->connected;
}

bool Network::was_cut(int fd) const {
  const Socket* const socket = find(fd);
  return socket != nullptr && socket->was_cut;
}

// ------------------------------------------------------------ the calls

IoResult Network::socket(int family) {
  const auto socket = std::make_shared<Socket>();
  socket->family = family;
  return add(socket);
}

int Network::socket_error(int fd) {
  Socket* const socket = find(fd);
  return socket == nullptr ? EBADF : std::exchange(socket->error, 0);
}

IoResult Network::recv(int fd, std::span<std::byte> room) {
  Socket* const socket = find(fd);
  if (socket == nullptr) return IoResult::failed(EBADF);
  const std::string_view unread = socket->unread();
  if (unread.empty() && !socket->fin_received) {
    if (socket->error != 0) return IoResult::failed(std::exchange(socket->error, 0));
    if (!socket->connected) return IoResult::failed(ENOTCONN);
    if (!socket->reset) return IoResult::failed(EAGAIN);
  }
  const std::size_t count = std::min(room.size(), unread.size());
  if (count > 0) std::memcpy(room.data(), unread.data(), count);
  socket->consume(count);
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
    // The other end is closed. TCP takes the bytes, as many as it thinks there is room for; the
    // answer to them is RST.
    const std::size_t taken = std::min(bytes.size(), capacity_ - socket->lost);
    if (taken == 0 && !bytes.empty()) return IoResult::failed(EAGAIN);
    socket->lost += taken;
    carry(sockets_.at(fd), [](Socket& self) { self.receive_reset(); });
    return IoResult::ok(static_cast<std::int64_t>(taken));
  }
  const std::size_t count = std::min(bytes.size(), capacity_ - std::min(capacity_, peer->held()));
  if (count == 0 && !bytes.empty()) return IoResult::failed(EAGAIN);
  if (count > 0) carry_bytes(sockets_.at(fd), peer, bytes.substr(0, count));
  return IoResult::ok(static_cast<std::int64_t>(count));
}

IoResult Network::shutdown_write(int fd) {
  Socket* const socket = find(fd);
  if (socket == nullptr) return IoResult::failed(EBADF);
  if (!socket->connected || socket->reset) return IoResult::failed(ENOTCONN);
  if (std::exchange(socket->fin_sent, true)) return IoResult::ok(0);
  if (const SocketPtr peer = socket->peer.lock())
    carry(peer, [](Socket& there) { there.receive_fin(); });
  return IoResult::ok(0);
}

std::size_t Network::unsent(int fd) {
  const Socket* const socket = find(fd);
  const SocketPtr peer = socket == nullptr ? nullptr : socket->peer.lock();
  return peer ? peer->on_way : 0;
}

void Network::close(int fd) noexcept {
  const auto found = sockets_.find(fd);
  if (found == sockets_.end()) return;
  const SocketPtr socket = found->second;
  sockets_.erase(found);
  if (fd < first_foreign) --own_descriptors_;
  // Who waits in the backlog of a listener that closes is reset.
  for (const SocketPtr& waiting : socket->backlog)
    if (const SocketPtr client = waiting->peer.lock())
      carry(client, [](Socket& there) { there.receive_reset(); });
  const SocketPtr peer = socket->peer.lock();
  if (!peer || socket->reset) return;
  if (!socket->unread().empty())  // the peer must know that they were lost
    carry(peer, [](Socket& there) { there.receive_reset(); });
  else if (!socket->fin_sent)
    carry(peer, [](Socket& there) { there.receive_fin(); });
}

void Network::reset(int fd) noexcept {
  Socket* const socket = find(fd);
  if (socket == nullptr) return;
  if (const SocketPtr peer = socket->peer.lock())
    carry(peer, [](Socket& there) { there.receive_reset(); });
  socket->peer.reset();
  close(fd);
}

void Network::cut(int fd) noexcept {
  Socket* const socket = find(fd);
  if (socket == nullptr || socket->reset) return;
  socket->was_cut = true;
  socket->consume(socket->unread().size());
  socket->reset = true;
  if (const SocketPtr peer = socket->peer.lock()) {
    peer->was_cut = true;
    carry(peer, [](Socket& there) { there.receive_reset(); });
  }
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
  if (own_descriptors_ + 2 > descriptor_limit_) return IoResult::failed(EMFILE);
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
