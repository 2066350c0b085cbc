#include "loop/os/socket.hpp"

#include <string>
#include <utility>

#include "loop/errors.hpp"

namespace kit {

Socket::Socket(Socket&& other) noexcept : net_(other.net_), fd_(other.release()) {}

Socket& Socket::operator=(Socket&& other) noexcept {
  if (this != &other) {
    close();
    net_ = other.net_;
    fd_ = other.release();
  }
  return *this;
}

int Socket::release() noexcept { return std::exchange(fd_, -1); }

void Socket::close() noexcept {
  const int fd = release();
  if (fd >= 0) net_->close(fd);
}

Socket make_socket(Net& net, int family) {
  const IoResult made = net.socket(family);
  if (!made.is_ok()) throw_os_error(made.error(), "socket");
  if (family != AF_UNIX) (void)net.set_option(made.fd(), SocketOption::no_delay, true);
  return Socket(net, made.fd());
}

Socket listen_on(Net& net, const Address& address, int backlog) {
  Socket socket = make_socket(net, address.family());
  if (!address.is_unix()) (void)net.set_option(socket.get(), SocketOption::reuse_address, true);
  const IoResult bound = net.bind(socket.get(), address);
  const IoResult done = bound.is_ok() ? net.listen(socket.get(), backlog) : bound;
  if (!done.is_ok()) throw_os_error(done.error(), "cannot listen on " + address.str());
  return socket;
}

}  // namespace kit
