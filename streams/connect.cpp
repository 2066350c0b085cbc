#include "streams/connect.hpp"

#include <exception>
#include <vector>

#include "loop/errors.hpp"
#include "loop/tasks/sock_ops.hpp"
#include "streams/lookup.hpp"

namespace kit {
namespace {

/// A socket until somebody takes it over.
class SocketGuard {
 public:
  SocketGuard(EventLoop& loop, int fd) : loop_(loop), fd_(fd) {}
  SocketGuard(const SocketGuard&) = delete;
  SocketGuard& operator=(const SocketGuard&) = delete;
  ~SocketGuard() {
    if (fd_ < 0) return;
    loop_.forget(fd_);
    loop_.net().close(fd_);
  }
  int release() { return std::exchange(fd_, -1); }

 private:
  EventLoop& loop_;
  int fd_;
};

}  // namespace

Connection wrap_socket(EventLoop& loop, int fd, Address peer, std::int64_t limit) {
  const Ref<Transport> transport(new Transport(loop, fd, std::move(peer)));
  return Connection(StreamReader(transport, limit), StreamWriter(transport));
}

Task<Connection> open_connection(Address address, std::int64_t limit) {
  (void)StreamReader(limit);  // throws for a bad limit now, before there is a socket
  EventLoop& loop = EventLoop::current();
  const IoResult made = loop.net().socket(address.family());
  if (!made.is_ok()) throw_os_error(made.error(), "socket for " + address.str());
  SocketGuard socket(loop, made.fd());
  co_await sock_connect(made.fd(), address);
  // Small writes go out at once: what waits to be filled up is the peer's answer time.
  if (!address.is_unix()) (void)loop.net().set_option(made.fd(), SocketOption::no_delay, true);
  co_return wrap_socket(loop, socket.release(), address, limit);
}

Task<Connection> open_connection(std::string host, std::uint16_t port, std::int64_t limit) {
  const std::vector<Address> addresses = co_await getaddrinfo(std::move(host), port);
  std::exception_ptr error;
  for (const Address& address : addresses) {
    try {
      Connection connection = co_await open_connection(address, limit);
      co_return connection;
    } catch (const OSError&) {
      error = std::current_exception();
    }
  }
  std::rethrow_exception(error);
}

}  // namespace kit
