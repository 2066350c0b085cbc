#include "loop/os/net.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "loop/errors.hpp"
#include "loop/os/fd.hpp"

#ifdef __linux__
#include <linux/sockios.h>  // SIOCOUTQ
#endif

namespace kit {
namespace {

#ifdef MSG_NOSIGNAL
constexpr int send_flags = MSG_NOSIGNAL;  // EPIPE as a result, not SIGPIPE as a death
#else
constexpr int send_flags = 0;  // macOS: SO_NOSIGPIPE, set once on each socket
#endif

/// Repeats a call that a signal interrupted, and turns -1/errno into a value.
template <class Call>
IoResult checked(Call call) {
  // lesson 2.1: Call, again as long as a signal interrupts it; return what it gave, or its errno.
  for (;;) {
    const auto result = call();
    if (result >= 0) return IoResult::ok(result);
    if (errno != EINTR) return IoResult::failed(errno);
  }
  // end lesson 2.1
}

/// What SOCK_NONBLOCK, SOCK_CLOEXEC and MSG_NOSIGNAL do on Linux, by hand.
[[maybe_unused]] IoResult prepared(int fd) {
  try {
    set_nonblocking(fd);
    set_close_on_exec(fd);
  } catch (const OSError& error) {
    Fd(fd).close();
    return IoResult::failed(error.error_number());
  }
#ifdef SO_NOSIGPIPE
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
  return IoResult::ok(fd);
}

IoResult accept_nonblocking(int fd, sockaddr* address, socklen_t* length) {
  // lesson 2.2: Accept. The new socket must not wait either, and closes on exec.
#ifdef __linux__
  return checked([&] { return ::accept4(fd, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC); });
#else
  const IoResult accepted = checked([&] { return ::accept(fd, address, length); });
  return accepted.is_ok() ? prepared(accepted.fd()) : accepted;
#endif
  // end lesson 2.2
}

class OsNet final : public Net {
 public:
  IoResult socket(int family) override {
#ifdef __linux__
    const int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    return checked([&] { return ::socket(family, type, 0); });
#else
    const IoResult made = checked([&] { return ::socket(family, SOCK_STREAM, 0); });
    return made.is_ok() ? prepared(made.fd()) : made;
#endif
  }

  IoResult bind(int fd, const Address& address) override {
    sockaddr_storage storage;
    const socklen_t length = address.to_sockaddr(storage);
    return checked([&] { return ::bind(fd, reinterpret_cast<sockaddr*>(&storage), length); });
  }

  IoResult listen(int fd, int backlog) override {
    return checked([&] { return ::listen(fd, backlog); });
  }

  IoResult accept(int fd, Address& peer) override {
    sockaddr_storage storage;
    socklen_t length = sizeof storage;
    const IoResult accepted =
        accept_nonblocking(fd, reinterpret_cast<sockaddr*>(&storage), &length);
    if (accepted.is_ok()) peer = Address::from_sockaddr(storage, length);
    return accepted;
  }

  IoResult connect(int fd, const Address& address) override {
    sockaddr_storage storage;
    const socklen_t length = address.to_sockaddr(storage);
    // lesson 2.4: Connect. That it is under way is no failure, also if a signal came in between.
    // Not repeated after EINTR: the attempt goes on in the background all the same (connect(2)).
    if (::connect(fd, reinterpret_cast<sockaddr*>(&storage), length) == 0) return IoResult::ok(0);
    return IoResult::failed(errno == EINTR ? EINPROGRESS : errno);
    // end lesson 2.4
  }

  int socket_error(int fd) override {
    int error = 0;
    socklen_t length = sizeof error;
    return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
  }

  IoResult recv(int fd, std::span<std::byte> room) override {
    return checked([&] { return ::recv(fd, room.data(), room.size(), 0); });
  }

  IoResult recv_urgent(int fd, std::byte& byte) override {
    return checked([&] { return ::recv(fd, &byte, 1, MSG_OOB); });
  }

  IoResult send(int fd, std::string_view bytes) override {
    // lesson 2.3: Offer the bytes, with send_flags; say how many the system took.
    return checked([&] { return ::send(fd, bytes.data(), bytes.size(), send_flags); });
    // end lesson 2.3
  }

  IoResult shutdown_write(int fd) override {
    return checked([&] { return ::shutdown(fd, SHUT_WR); });
  }

  std::size_t unsent(int fd) override {
    int bytes = 0;
#if defined(SO_NWRITE)
    socklen_t length = sizeof bytes;
    const int result = ::getsockopt(fd, SOL_SOCKET, SO_NWRITE, &bytes, &length);
#elif defined(SIOCOUTQ)
    const int result = ::ioctl(fd, SIOCOUTQ, &bytes);
#else
    const int result = -1;
#endif
    return result == 0 && bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
  }

  void close(int fd) noexcept override { Fd(fd).close(); }

  void reset(int fd) noexcept override {
    const linger at_once{.l_onoff = 1, .l_linger = 0};  // socket(7): close sends RST
    ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
  }

  IoResult set_option(int fd, SocketOption option, bool on) override {
    int level = SOL_SOCKET;
    int name = 0;
    switch (option) {
      case SocketOption::reuse_address:
        name = SO_REUSEADDR;
        break;
      case SocketOption::reuse_port:
        name = SO_REUSEPORT;
        break;
      case SocketOption::no_delay:
        level = IPPROTO_TCP;
        name = TCP_NODELAY;
        break;
      case SocketOption::ipv6_only:
        level = IPPROTO_IPV6;
        name = IPV6_V6ONLY;
        break;
    }
    const int value = on ? 1 : 0;
    return checked([&] { return ::setsockopt(fd, level, name, &value, sizeof value); });
  }

  bool is_nonblocking(int fd) override { return kit::is_nonblocking(fd); }
  Address sockname(int fd) override { return name(fd, ::getsockname); }
  Address peername(int fd) override { return name(fd, ::getpeername); }

  IoResult socketpair(std::array<int, 2>& pair) override {
#ifdef __linux__
    const int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    return checked([&] { return ::socketpair(AF_UNIX, type, 0, pair.data()); });
#else
    const IoResult made =
        checked([&] { return ::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()); });
    if (!made.is_ok()) return made;
    const IoResult first = prepared(pair[0]);
    const IoResult second = prepared(pair[1]);
    if (first.is_ok() && second.is_ok()) return made;
    if (first.is_ok()) Fd(pair[0]).close();
    if (second.is_ok()) Fd(pair[1]).close();
    return first.is_ok() ? second : first;
#endif
  }

 private:
  template <class Call>
  static Address name(int fd, Call call) {
    sockaddr_storage storage;
    socklen_t length = sizeof storage;
    if (call(fd, reinterpret_cast<sockaddr*>(&storage), &length) != 0) return {};
    return Address::from_sockaddr(storage, length);
  }
};

}  // namespace

Net& os_net() {
  static OsNet net;
  return net;
}

}  // namespace kit
