#include "loop/tasks/sock_ops.hpp"

#include <cerrno>
#include <stdexcept>

#include "loop/errors.hpp"
#include "loop/tasks/ready.hpp"

namespace kit {
namespace {

void check_nonblocking(EventLoop& loop, int fd) {
  if (!loop.net().is_nonblocking(fd))
    throw std::invalid_argument("descriptor " + std::to_string(fd) +
                                " would block the loop: set O_NONBLOCK first");
}

}  // namespace

Task<Accepted> sock_accept(int fd) {
  EventLoop& loop = EventLoop::current();
  check_nonblocking(loop, fd);
  // lesson 13.1: Accept; if nobody is there, wait until the listener is readable, and try again.
  for (;;) {
    Address peer;
    const IoResult result = loop.net().accept(fd, peer);
    if (result.is_ok()) co_return Accepted(result.fd(), peer);
    if (!result.would_block()) throw_os_error(result.error(), on_descriptor("accept", fd));
    co_await loop.readable(fd);
  }
  // end lesson 13.1
}

Task<std::size_t> sock_recv(int fd, std::span<std::byte> room) {
  EventLoop& loop = EventLoop::current();
  if (loop.debug()) check_nonblocking(loop, fd);
  // lesson 13.2: Receive into `room`; if nothing is there, wait until it is, and try again.
  for (;;) {
    const IoResult result = loop.net().recv(fd, room);
    if (result.is_ok()) co_return result.bytes();
    if (!result.would_block()) throw_os_error(result.error(), on_descriptor("recv", fd));
    co_await loop.readable(fd);
  }
  // end lesson 13.2
}

Task<void> sock_sendall(int fd, std::string_view bytes) {
  EventLoop& loop = EventLoop::current();
  if (loop.debug()) check_nonblocking(loop, fd);
  // lesson 13.3: Send until nothing is left; wait only when the system takes nothing.
  while (!bytes.empty()) {
    const IoResult result = loop.net().send(fd, bytes);
    if (result.is_ok()) {
      bytes.remove_prefix(result.bytes());
      continue;
    }
    if (!result.would_block()) throw_os_error(result.error(), on_descriptor("send", fd));
    co_await loop.writable(fd);
  }
  // end lesson 13.3
}

Task<void> sock_connect(int fd, Address address) {
  EventLoop& loop = EventLoop::current();
  check_nonblocking(loop, fd);
  const std::string where = address.str();
  const IoResult result = loop.net().connect(fd, address);
  if (result.is_ok()) co_return;
  // Not would_block(): a Unix listener whose queue is full says EAGAIN, and nothing is under way.
  if (result.error() != EINPROGRESS) throw_os_error(result.error(), "connect to " + where);
  do {  // more than once, should a wake-up come too early
    // lesson 13.4: Wait until it is settled; ask the socket how it went, and throw if it failed.
    co_await loop.writable(fd);
    const int error = loop.net().socket_error(fd);
    if (error != 0) throw_os_error(error, "connect to " + where);
    // end lesson 13.4
  } while (loop.net().peername(fd).family() == 0);
}

}  // namespace kit
